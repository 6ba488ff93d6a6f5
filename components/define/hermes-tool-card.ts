import './hermes-subagents.js';
import { HermesToolCard } from '../hermes-tool-card.js';

if (!customElements.get('hermes-tool-card')) customElements.define('hermes-tool-card', HermesToolCard);
