import './hermes-question.js';
import './hermes-request-card.js';
import { HermesApproval } from '../hermes-approval.js';

if (!customElements.get('hermes-approval')) customElements.define('hermes-approval', HermesApproval);
