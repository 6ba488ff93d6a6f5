import './hermes-lightbox.js';
import './hermes-subagents.js';
import { provideElement } from '../controllers/lazy-elements.js';
import { HermesToolCard } from '../hermes-tool-card.js';

provideElement('hermes-diff', () => import('./hermes-diff.js'));
provideElement('hermes-terminal', () => import('./hermes-terminal.js'));
provideElement('hermes-json', () => import('./hermes-json.js'));

if (!customElements.get('hermes-tool-card')) customElements.define('hermes-tool-card', HermesToolCard);
