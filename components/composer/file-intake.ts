/**
 * The three ways a file comes into the composer: chosen in the browser's dialog, pasted, dropped. Each gives it to the
 * session of the gesture (I-03); a dialog stays open while the pane may be pointed elsewhere.
 */
import type { ReactiveControllerHost } from 'lit';
import type { SessionRuntime } from '../../runtime/index.js';

export interface FileIntakeHost {
  /** The session shown, if it takes files now. */
  taking(): SessionRuntime | undefined;
  attach(session: SessionRuntime, files: readonly File[]): void;
}

export class FileIntake {
  /** Files are held over the composer. */
  dragging = false;

  readonly #element: ReactiveControllerHost;
  readonly #host: FileIntakeHost;
  #choosingFor: SessionRuntime | undefined;

  constructor(element: ReactiveControllerHost, host: FileIntakeHost) {
    this.#element = element;
    this.#host = host;
  }

  /** On the button's press: opens the dialog of the file input beside it. */
  readonly choose = (event: Event): void => {
    this.#choosingFor = this.#host.taking();
    const { parentElement } = event.currentTarget as HTMLElement;
    parentElement?.querySelector<HTMLInputElement>('input[type=file]')?.click();
  };

  readonly chosen = (event: Event): void => {
    const chooser = event.target as HTMLInputElement;
    this.#give(this.#choosingFor, [...(chooser.files ?? [])]);
    // The same file again is a change again.
    chooser.value = '';
  };

  readonly pasted = (event: ClipboardEvent): void => {
    // Text that comes along with a picture of it is what was meant.
    if (event.clipboardData?.types.includes('text/plain') === true) return;
    if (this.#give(this.#host.taking(), [...(event.clipboardData?.files ?? [])])) event.preventDefault();
  };

  readonly draggedOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files') || this.#host.taking() === undefined) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.#setDragging(true);
  };

  readonly draggedOut = (event: DragEvent): void => {
    const to = event.relatedTarget;
    if (!(to instanceof Node) || !(event.currentTarget as Node).contains(to)) this.#setDragging(false);
  };

  readonly dropped = (event: DragEvent): void => {
    this.#setDragging(false);
    if (this.#give(this.#host.taking(), [...(event.dataTransfer?.files ?? [])])) event.preventDefault();
  };

  #give(session: SessionRuntime | undefined, files: readonly File[]): boolean {
    if (session === undefined || files.length === 0) return false;
    this.#host.attach(session, files);
    return true;
  }

  #setDragging(dragging: boolean): void {
    if (dragging === this.dragging) return;
    this.dragging = dragging;
    this.#element.requestUpdate();
  }
}
