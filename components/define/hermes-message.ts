import './hermes-markdown.js';
import './hermes-message-actions.js';
import { provideElement } from '../controllers/lazy-elements.js';
import { HermesMessage } from '../hermes-message.js';

provideElement('hermes-attachments', () => import('./hermes-attachments.js'));
provideElement('hermes-tool-card', () => import('./hermes-tool-card.js'));

if (!customElements.get('hermes-message')) customElements.define('hermes-message', HermesMessage);
