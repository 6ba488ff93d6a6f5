import './hermes-lightbox.js';
import { HermesAttachments } from '../hermes-attachments.js';

if (!customElements.get('hermes-attachments')) customElements.define('hermes-attachments', HermesAttachments);
