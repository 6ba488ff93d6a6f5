import { HermesTerminal } from '../hermes-terminal.js';

if (!customElements.get('hermes-terminal')) customElements.define('hermes-terminal', HermesTerminal);
