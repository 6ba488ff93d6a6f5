/** The public surface of the runtime: headless, no DOM, no Lit. Elements and hosts import from here and nowhere else. */
export { SessionRegistry, sessionRegistry } from './session-registry.js';
export type { RegistrySummary } from './session-list.js';
export type { RegistryLoad, RegistryOptions } from './session-registry.js';
export type { InboxEntry } from './request-inbox.js';
export type { RegistryLink } from './registry-link.js';
export { SessionRuntime } from './session-runtime.js';
export type { SessionNews } from './session-news.js';
export type { SendOutcome } from './session-verbs.js';
export type { CollectOptions, Collected } from './session-pages.js';
export type { Lease } from './lease.js';
export type { EventInspection, EventOutcome } from './event-trace.js';
export type {
  ConnectionInspection,
  LeaseInspection,
  OutboxInspection,
  ReadInspection,
  ReadState,
  RegistryInspection,
  RequestInspection,
  SessionInspection,
} from './inspection.js';
export type { JsonValue, SessionView } from './kept-views.js';
export type { StorageStatus } from './storage-health.js';
export { browserEnvironment } from './environment.js';
export type { Environment } from './environment.js';
export { webuiTransport, createWebuiTransport } from './adapters/webui/webui-transport.js';
export { TransportError } from './transport/transport-error.js';
export type * from './session/requests.js';
export { readiness } from './session/attachments.js';
export type { Attachment, AttachmentState, AttachmentsReady } from './session/attachments.js';
export type { ComposerSlice, OutboxItem, OutboxState, QueueWait } from './session/composer.js';
export type * from './session/slices.js';
export { turnKey } from './session/transcript.js';
export type * from './session/transcript.js';
export type * from './transport/events.js';
export type * from './transport/transport.js';
