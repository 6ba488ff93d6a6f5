import './hermes-question.js';
import './hermes-request-card.js';
import { provideElement } from '../controllers/lazy-elements.js';
import { HermesApproval } from '../hermes-approval.js';

provideElement('hermes-answer-all', () => import('./hermes-answer-all.js'));
provideElement('hermes-diff', () => import('./hermes-diff.js'));
if (!customElements.get('hermes-approval')) customElements.define('hermes-approval', HermesApproval);
