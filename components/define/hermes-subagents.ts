import { HermesSubagents } from '../hermes-subagents.js';

if (!customElements.get('hermes-subagents')) customElements.define('hermes-subagents', HermesSubagents);
