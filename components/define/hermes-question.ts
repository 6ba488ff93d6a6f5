import { HermesQuestion } from '../hermes-question.js';

if (!customElements.get('hermes-question')) customElements.define('hermes-question', HermesQuestion);
