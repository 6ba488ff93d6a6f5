import { HermesMessageActions } from '../hermes-message-actions.js';

if (!customElements.get('hermes-message-actions'))
  customElements.define('hermes-message-actions', HermesMessageActions);
