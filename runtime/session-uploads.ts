/**
 * Uploads: a file chosen for a session goes to the server at once, a few at a time, and its record is told what came of
 * it. Holds the bytes of what is not there yet, so that it can be tried again; lets them go as soon as it is, or when the
 * file is removed or the session forgotten.
 */
import type { Environment } from './environment.js';
import { MOST_ATTACHMENTS, type Attachment } from './session/attachments.js';
import type { SessionRecord } from './session/record.js';
import { asSessionError, TransportError } from './transport/transport-error.js';
import type { Transport } from './transport/transport.js';

/** Reads and answers need connections too: a browser has six to an origin, three of which may be streams. */
const AT_ONCE = 1;

interface Source {
  record: SessionRecord;
  readonly file: File;
  /** Set while it is under way. */
  controller: AbortController | null;
}

export interface UploadsHost {
  readonly environment: Environment;
  transport(): Transport | null;
}

export class SessionUploads {
  readonly #host: UploadsHost;
  /** By ref. What is not in the map is there, or is nobody's any more. */
  readonly #sources = new Map<string, Source>();
  readonly #waiting: string[] = [];
  #active = 0;

  constructor(host: UploadsHost) {
    this.#host = host;
  }

  /** Bytes held and uploads under way, for tests. */
  get load(): { readonly held: number; readonly active: number } {
    return { held: this.#sources.size, active: this.#active };
  }

  choose(record: SessionRecord, chosen: readonly File[]): void {
    if (record.state.gone || record.state.meta.readOnly || this.#host.transport()?.capabilities.attachments !== true)
      return;
    let room = MOST_ATTACHMENTS - record.state.files.length;
    const files = chosen.map((file): Attachment => {
      const ref = this.#host.environment.randomId();
      const fits = room > 0;
      room -= 1;
      if (fits) this.#sources.set(ref, { record, file, controller: null });
      return {
        ref,
        name: file.name,
        size: file.size,
        type: file.type,
        state: fits ? 'uploading' : 'failed',
        path: null,
        image: file.type.startsWith('image/'),
        error: fits
          ? null
          : { code: 'refused', detail: `A message takes ${MOST_ATTACHMENTS} files.`, retryable: false },
      };
    });
    record.dispatch({ type: 'files.chosen', files });
    for (const file of files) if (file.state === 'uploading') this.#enqueue(file.ref);
  }

  /** Tries a failed one again. Without its bytes nothing happens: it has to be chosen again. */
  retry(record: SessionRecord, ref: string): void {
    const source = this.#sources.get(ref);
    const failed = record.state.files.some((file) => file.ref === ref && file.state === 'failed');
    if (!source || !failed) return;
    record.dispatch({ type: 'file.retried', ref });
    this.#enqueue(ref);
  }

  remove(record: SessionRecord, ref: string): void {
    record.dispatch({ type: 'file.removed', ref });
    this.drop([ref]);
  }

  /** These go nowhere any more. */
  drop(refs: readonly string[]): void {
    for (const ref of refs) {
      this.#sources.get(ref)?.controller?.abort();
      this.#sources.delete(ref);
    }
  }

  /** Two records turned out to be one conversation. */
  move(from: SessionRecord, to: SessionRecord): void {
    for (const source of this.#sources.values()) if (source.record === from) source.record = to;
  }

  /** The record is forgotten. */
  release(record: SessionRecord): void {
    this.drop([...this.#sources].filter(([, source]) => source.record === record).map(([ref]) => ref));
  }

  #enqueue(ref: string): void {
    this.#waiting.push(ref);
    this.#next();
  }

  #next(): void {
    while (this.#active < AT_ONCE) {
      const ref = this.#waiting.shift();
      if (ref === undefined) return;
      const source = this.#sources.get(ref);
      if (source) void this.#upload(ref, source);
    }
  }

  async #upload(ref: string, source: Source): Promise<void> {
    const controller = new AbortController();
    source.controller = controller;
    this.#active += 1;
    try {
      const transport = this.#host.transport();
      if (!transport) throw new TransportError({ code: 'network', detail: 'No server is connected.', retryable: true });
      const there = await transport.upload(source.record.tip, source.file, { signal: controller.signal });
      if (this.#sources.get(ref) !== source) return;
      this.#sources.delete(ref);
      source.record.dispatch({ type: 'file.uploaded', ref, path: there.path, image: there.image });
    } catch (thrown) {
      // Removed or forgotten meanwhile: nobody is to hear of it.
      if (this.#sources.get(ref) === source)
        source.record.dispatch({ type: 'file.failed', ref, error: asSessionError(thrown) });
    } finally {
      source.controller = null;
      this.#active -= 1;
      this.#next();
    }
  }
}
