/** The files of a draft, as chips: what each is, what became of it, and what one can do. No state of its own. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from '../directives/repeat.js';
import { readiness, type Attachment, type AttachmentsReady } from '../../runtime/index.js';
import type { FileIntake } from './file-intake.js';
import { icon, type IconName } from '../icons.js';
import type { LabelsController } from '../labels/labels-controller.js';

export interface AttachmentActs {
  remove(ref: string): void;
  retry(ref: string): void;
}

/** A text goes out with all of its files or not at all. `uploading`: it waits for them. */
export type FilesState = 'none' | AttachmentsReady;

export function filesState(files: readonly Attachment[]): FilesState {
  return files.length === 0 ? 'none' : readiness(files);
}

/** The button and the browser's own chooser behind it. */
export function attachButton(labels: LabelsController, intake: FileIntake): TemplateResult {
  const name = labels.term('attachFiles');
  return html`<input type="file" multiple hidden tabindex="-1" @change=${intake.chosen} />
    <button
      class="button quiet icon-only"
      part="attach"
      type="button"
      aria-label=${name}
      title=${name}
      @click=${intake.choose}
    >
      ${icon('attach')}
    </button>`;
}

/** Said aloud when it changes: which files did not make it. */
export function failedFiles(files: readonly Attachment[], labels: LabelsController): string {
  const failed = files.filter((file) => file.state === 'failed');
  return failed.length === 0 ? '' : labels.term('filesFailed', failed.map((file) => file.name).join(', '));
}

export function attachmentList(
  files: readonly Attachment[],
  labels: LabelsController,
  acts: AttachmentActs,
): TemplateResult | typeof nothing {
  if (files.length === 0) return nothing;
  return html`<ul class="files" part="files" aria-label=${labels.term('attachments')}>
    ${repeat(
      files,
      (file) => file.ref,
      (file) => attachmentItem(file, labels, acts),
    )}
  </ul>`;
}

function attachmentItem(file: Attachment, labels: LabelsController, acts: AttachmentActs): TemplateResult {
  const state = labels.table('fileState')[file.state];
  const why = file.error === null ? state : `${state}. ${labels.error(file.error)}`;
  return html`<li part="file" data-ref=${file.ref} data-state=${file.state}>
    ${icon(shapeOf(file))}
    <span class="file-words">
      <bdi class="file-name" title=${file.name}>${file.name}</bdi>
      <span class=${file.state === 'ready' ? 'visually-hidden' : 'file-state'} dir="auto">${why}</span>
    </span>
    ${
      file.state === 'failed' && file.error?.retryable === true
        ? html`<button
            class="button quiet icon-only"
            type="button"
            data-action="retry"
            aria-label=${labels.term('retryFile', file.name)}
            title=${labels.term('tryAgain')}
            @click=${() => acts.retry(file.ref)}
          >
            ${icon('refresh')}
          </button>`
        : nothing
    }
    <button
      class="button quiet icon-only"
      type="button"
      data-action="remove"
      aria-label=${labels.term('removeFile', file.name)}
      title=${labels.term('removeItem')}
      @click=${() => acts.remove(file.ref)}
    >
      ${icon('close')}
    </button>
  </li>`;
}

function shapeOf(file: Attachment): IconName {
  if (file.state === 'uploading') return 'spinner';
  if (file.state !== 'ready') return 'warning';
  return file.image ? 'image' : 'file';
}
