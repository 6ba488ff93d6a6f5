/**
 * Where the server hands out the files of messages (http-api 9): an upload by its name among the files of its session, or
 * any file it allows by its whole path. A name also finds a file of the workspace that is called the same, and a path
 * may lie outside of what the server allows: so there are several, and whoever shows them tries one after the other.
 *
 * The name a file is kept under is not always the one a person gave it: the server writes `_` for what is no letter, digit,
 * dot or dash, and numbers those that are called the same. The path knows it.
 */
import type { MessageFile } from '../../session/transcript.js';
import type { SessionId } from '../../transport/events.js';
import type { HttpClient } from '../../transport/http.js';
import { keptName, lastStep } from './content.js';

export function fileUrls(
  http: Pick<HttpClient, 'url'>,
  session: SessionId,
  file: MessageFile,
  download: boolean,
): readonly string[] {
  if (file.source !== null) return [];
  const byPath = (snap: string | null): string =>
    // Without `inline` all but pictures come as downloads.
    http.url('api/media', { path: file.path, session_id: session, inline: download ? null : 1, snap });
  // Only as it was meant: a file that is merely called the same is another one.
  if (file.given) return file.path === null ? [] : [byPath(file.given.frozen)];
  // Without a path it may be an upload, or a file of the workspace whose name was kept as it is.
  const names = file.path === null ? [file.name, keptName(file.name)] : [lastStep(file.path)];
  const urls = [...new Set(names)].map((path) =>
    http.url('api/file/raw', { session_id: session, path, download: download ? 1 : null }),
  );
  if (file.path !== null && file.path.startsWith('/')) urls.push(byPath(null));
  return urls;
}
