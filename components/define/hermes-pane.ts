import './hermes-approval.js';
import './hermes-composer.js';
import './hermes-todo.js';
import './hermes-transcript.js';
import './hermes-usage.js';
import './hermes-quote.js';
import { HermesPane } from '../hermes-pane.js';

if (!customElements.get('hermes-pane')) customElements.define('hermes-pane', HermesPane);
