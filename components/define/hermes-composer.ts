import { HermesComposer } from '../hermes-composer.js';

if (!customElements.get('hermes-composer')) customElements.define('hermes-composer', HermesComposer);
