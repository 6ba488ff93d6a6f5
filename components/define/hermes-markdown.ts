import { HermesMarkdown } from '../hermes-markdown.js';

if (!customElements.get('hermes-markdown')) customElements.define('hermes-markdown', HermesMarkdown);
