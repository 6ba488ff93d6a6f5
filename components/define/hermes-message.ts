import './hermes-attachments.js';
import './hermes-markdown.js';
import './hermes-message-actions.js';
import './hermes-tool-card.js';
import { HermesMessage } from '../hermes-message.js';

if (!customElements.get('hermes-message')) customElements.define('hermes-message', HermesMessage);
