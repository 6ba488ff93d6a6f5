import { HermesLightbox } from '../hermes-lightbox.js';

if (!customElements.get('hermes-lightbox')) customElements.define('hermes-lightbox', HermesLightbox);
