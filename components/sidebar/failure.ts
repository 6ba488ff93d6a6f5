/** A verb that was refused, as a sentence. */
import type { SessionError } from '../../runtime/index.js';
import type { LabelsController } from '../labels/labels-controller.js';

/** Why `thrown` was thrown: what the runtime rejects with carries a `SessionError`. */
export function failureReason(thrown: unknown, labels: LabelsController): string {
  const error = (thrown as { error?: SessionError } | null)?.error;
  if (typeof error?.code === 'string') return labels.error(error);
  return thrown instanceof Error ? thrown.message : String(thrown);
}
