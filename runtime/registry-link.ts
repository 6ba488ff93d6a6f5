import type { SessionError } from './session/slices.js';

/** Link of the transport as a whole. `connecting`: no list yet; `none`: no transport is connected. */
export interface RegistryLink {
  readonly status: 'none' | 'connecting' | 'live' | 'reconnecting' | 'offline' | 'auth' | 'refused';
  readonly error: SessionError | null;
  /** When the next attempt is made, our clock in milliseconds; null when none is planned. */
  readonly retryAt: number | null;
}
