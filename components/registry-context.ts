/** The context by which a `<hermes-connection>` hands its registry to the elements it wraps. */
import { createContext } from '@lit/context';
import type { SessionRegistry } from '../runtime/index.js';

/**
 * `undefined` from a provider means "wrapped, not connected yet": the element waits, it does not fall back to the
 * page's default, for that would ask the wrong server. A plain symbol on purpose: signals of a second copy of this
 * package can't be followed, so a second copy must not answer.
 */
export const registryContext = createContext<SessionRegistry | undefined>(Symbol('hermes-elements.registry'));
