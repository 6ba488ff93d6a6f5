import { HermesSessionRow } from '../hermes-session-row.js';

if (!customElements.get('hermes-session-row')) customElements.define('hermes-session-row', HermesSessionRow);
