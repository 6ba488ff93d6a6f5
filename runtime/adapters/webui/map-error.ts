/** `apperror` payloads -> `SessionError`. The codes say what a person can do; the server's words say the rest. */
import type { ErrorCode, SessionError } from '../../session/slices.js';
import { firstFilled, filled, str, type Json } from './json.js';

const MAX_DETAIL = 4_000;

/**
 * `auth_mismatch` and `gateway_auth_error` are about the key of the model's provider, not about signing in to the WebUI:
 * they are `model`, so that nobody is sent to the sign-in page.
 */
const CODES: Readonly<Record<string, ErrorCode>> = {
  quota_exhausted: 'quota',
  credential_pool_empty: 'quota',
  rate_limit: 'rate-limited',
  auth_mismatch: 'model',
  gateway_auth_error: 'model',
  model_not_found: 'model',
  compression_exhausted: 'context-full',
};

export function mapRunError(payload: Json): SessionError {
  const type = str(payload, 'type') ?? '';
  const code = Object.hasOwn(CODES, type) ? (CODES[type] ?? 'run-failed') : 'run-failed';
  const detail = firstFilled(payload, 'message', 'details', 'error', 'label') ?? 'The turn failed.';
  const hint = filled(payload, 'hint');
  return {
    code,
    detail: detail.slice(0, MAX_DETAIL),
    ...(hint === null ? {} : { hint: hint.slice(0, MAX_DETAIL) }),
    // A new turn may go well where the provider was merely busy; a full context or an empty account will not get better.
    retryable: code === 'run-failed' || code === 'rate-limited',
  };
}
