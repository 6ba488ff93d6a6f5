/** Not in `all.ts`: a page that is not looked into does without it. */
import { HermesInspector } from '../hermes-inspector.js';

if (!customElements.get('hermes-inspector')) customElements.define('hermes-inspector', HermesInspector);
