import { HermesQuote } from '../hermes-quote.js';

if (!customElements.get('hermes-quote')) customElements.define('hermes-quote', HermesQuote);
