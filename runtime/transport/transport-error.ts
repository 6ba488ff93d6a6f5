/** The one error a transport rejects with: it carries the value that goes onto a slice. */
import type { SessionError } from '../session/slices.js';

export class TransportError extends Error {
  readonly error: SessionError;

  constructor(error: SessionError) {
    super(error.detail);
    this.name = 'TransportError';
    this.error = error;
  }
}

/** Turns anything that was thrown into a `SessionError`; a fault of our own must not look like the server's. */
export function asSessionError(thrown: unknown): SessionError {
  if (thrown instanceof TransportError) return thrown.error;
  return { code: 'internal', detail: thrown instanceof Error ? thrown.message : String(thrown), retryable: false };
}
