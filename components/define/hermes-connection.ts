import { HermesConnection } from '../hermes-connection.js';

if (!customElements.get('hermes-connection')) customElements.define('hermes-connection', HermesConnection);
