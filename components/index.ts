/**
 * The elements' classes, their events, and what is needed to write one more. Importing this registers nothing: import
 * `hermes-elements/define/hermes-pane.js` and the like (or the bundle) for that.
 */
export * from '../runtime/index.js';

export * from './controllers/registry-controller.js';
export * from './controllers/session-controller.js';
export * from './controllers/slice-controller.js';
export * from './directives/watch-slice.js';
export * from './events.js';
export { en } from './labels/en.js';
export { LabelsController } from './labels/labels-controller.js';
export { addLanguage, useLanguage } from './labels/languages.js';
export type { LanguageLoader } from './labels/languages.js';
export type { MarkdownLabels } from './labels/markdown-labels.js';
export type { ErrorFacts, InspectorTerms, Terms } from './labels/terms.js';
export { messageLink } from './actions/permalink.js';
export * from './registry-context.js';

export * from './hermes-approval.js';
export * from './hermes-attachments.js';
export * from './hermes-composer.js';
export * from './hermes-connection.js';
export * from './hermes-markdown.js';
export { MarkdownPacks, markdownPacks } from './packs/registry.js';
export type {
  Diagrams,
  HighlightPack,
  HtmlPack,
  MathsPack,
  PackLoader,
  PackName,
  PackTypes,
} from './packs/registry.js';
export { highlightPack, htmlPack, mathsPack, useDefaultPacks } from './packs/defaults.js';
export type { ImagePolicy } from './markdown/view.js';
export type { SliceScheduler } from './markdown/slices.js';
export * from './hermes-message.js';
export * from './hermes-message-actions.js';
export * from './hermes-pane.js';
export * from './hermes-question.js';
export * from './hermes-quote.js';
export * from './hermes-session-row.js';
export * from './hermes-sidebar.js';
export * from './hermes-subagents.js';
export * from './hermes-todo.js';
export * from './hermes-tool-card.js';
export * from './hermes-transcript.js';
export * from './hermes-usage.js';
