import { HermesDiff } from '../hermes-diff.js';

if (!customElements.get('hermes-diff')) customElements.define('hermes-diff', HermesDiff);
