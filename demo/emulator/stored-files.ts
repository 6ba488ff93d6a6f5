/** Files the emulated server has: uploads of each session, and what the demo brings. In memory and bounded. */

export interface StoredFile {
  readonly sessionId: string;
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const MOST_BYTES = 64 * 1024 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  webm: 'video/webm',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  txt: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html',
};

export class StoredFiles {
  readonly #files = new Map<string, StoredFile>();
  #bytes = 0;

  add(file: StoredFile): void {
    this.#drop(file.path);
    this.#files.set(file.path, file);
    this.#bytes += file.bytes.byteLength;
    for (const path of this.#files.keys()) {
      if (this.#bytes <= MOST_BYTES) return;
      this.#drop(path);
    }
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  byPath(path: string): StoredFile | null {
    return this.#files.get(path) ?? null;
  }

  /** By its name among the files of one session, the newest first. */
  byName(sessionId: string, name: string): StoredFile | null {
    return (
      [...this.#files.values()].findLast((file) => file.sessionId === sessionId && file.path.endsWith(`/${name}`)) ??
      null
    );
  }

  #drop(path: string): void {
    this.#bytes -= this.#files.get(path)?.bytes.byteLength ?? 0;
    this.#files.delete(path);
  }
}

/** The ending of the name decides, as on the server. */
export function typeOf(path: string): string {
  return TYPES[/\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
