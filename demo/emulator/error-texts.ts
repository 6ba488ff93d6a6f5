/** What each kind of failure is called on the wire, and what a person is told. Wording is ours. */

import type { ErrorKind } from './steps.js';

export interface ErrorText {
  type: string;
  label: string;
  message: string;
  hint: string | null;
}

const AUTH_HINT = 'The key may be wrong or the provider may not offer this model. Check the credentials and try again.';
const QUOTA_HINT =
  'The provider account has no credit left. Top up, wait for the next period, or choose another provider.';
const RATE_HINT = 'The provider asks for a pause. Try again in a moment.';

export function errorText(kind: ErrorKind, message?: string): ErrorText {
  switch (kind) {
    case 'quota':
      return {
        type: 'quota_exhausted',
        label: 'Out of credits',
        message: message ?? 'Error code: 429 - insufficient_quota: the quota is used up',
        hint: QUOTA_HINT,
      };
    case 'rate_limit':
      return {
        type: 'rate_limit',
        label: 'Rate limited',
        message: message ?? 'Error code: 429 - too many requests',
        hint: RATE_HINT,
      };
    case 'auth':
      return auth(message ?? 'Error code: 401 - invalid api key');
    case 'http401':
      return auth(message ?? 'HTTP Error 401: Unauthorized');
    case 'http500':
      return plain(message ?? 'HTTP Error 500: Internal Server Error');
    default:
      return plain(message ?? 'The scripted model fell over, as asked.');
  }
}

function auth(message: string): ErrorText {
  return { type: 'auth_mismatch', label: 'Authentication failed', message, hint: AUTH_HINT };
}

function plain(message: string): ErrorText {
  return { type: 'error', label: 'Error', message, hint: null };
}
