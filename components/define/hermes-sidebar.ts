import './hermes-session-row.js';
import { HermesSidebar } from '../hermes-sidebar.js';

if (!customElements.get('hermes-sidebar')) customElements.define('hermes-sidebar', HermesSidebar);
