import './hermes-approval.js';
import './hermes-composer.js';
import './hermes-transcript.js';
import './hermes-quote.js';
import { provideElement } from '../controllers/lazy-elements.js';
import { HermesPane } from '../hermes-pane.js';

provideElement('hermes-todo', () => import('./hermes-todo.js'));
provideElement('hermes-usage', () => import('./hermes-usage.js'));

if (!customElements.get('hermes-pane')) customElements.define('hermes-pane', HermesPane);
