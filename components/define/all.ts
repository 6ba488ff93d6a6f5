/** Registers every element, and gives the whole public surface: this is the entry of the single-file bundle. */
import './hermes-approval.js';
import './hermes-attachments.js';
import './hermes-composer.js';
import './hermes-connection.js';
import './hermes-lightbox.js';
import './hermes-markdown.js';
import './hermes-message.js';
import './hermes-message-actions.js';
import './hermes-pane.js';
import './hermes-question.js';
import './hermes-quote.js';
import './hermes-session-row.js';
import './hermes-sidebar.js';
import './hermes-todo.js';
import './hermes-tool-card.js';
import './hermes-transcript.js';
import './hermes-usage.js';
import { useDefaultPacks } from '../packs/defaults.js';

export * from '../index.js';

useDefaultPacks();
