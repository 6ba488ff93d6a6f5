import { HermesJson } from '../hermes-json.js';

if (!customElements.get('hermes-json')) customElements.define('hermes-json', HermesJson);
