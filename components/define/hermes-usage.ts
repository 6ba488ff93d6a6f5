import { HermesUsage } from '../hermes-usage.js';

if (!customElements.get('hermes-usage')) customElements.define('hermes-usage', HermesUsage);
