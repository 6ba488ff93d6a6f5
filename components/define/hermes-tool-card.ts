import './hermes-lightbox.js';
import './hermes-subagents.js';
import { HermesToolCard } from '../hermes-tool-card.js';
import { provideView } from '../tools/lazy-views.js';

provideView('diff', () => import('./hermes-diff.js'));
provideView('terminal', () => import('./hermes-terminal.js'));
provideView('json', () => import('./hermes-json.js'));

if (!customElements.get('hermes-tool-card')) customElements.define('hermes-tool-card', HermesToolCard);
