import { HermesRequestCard } from '../hermes-request-card.js';

if (!customElements.get('hermes-request-card')) customElements.define('hermes-request-card', HermesRequestCard);
