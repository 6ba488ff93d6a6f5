/**
 * Where the server hands out the files of messages (http-api 9): an upload by its name among the files of its session, or
 * any file it allows by its whole path. A name also finds a file of the workspace that is called the same, and a path
 * may lie outside of what the server allows: so there are two, and whoever shows them tries the second after the first.
 */
import type { MessageFile } from '../../session/transcript.js';
import type { SessionId } from '../../transport/events.js';
import type { HttpClient } from '../../transport/http.js';

export function fileUrls(
  http: Pick<HttpClient, 'url'>,
  session: SessionId,
  file: MessageFile,
  download: boolean,
): readonly string[] {
  if (file.source !== null) return [];
  const urls = [http.url('api/file/raw', { session_id: session, path: file.name, download: download ? 1 : null })];
  if (file.path !== null && file.path.startsWith('/'))
    // Without `inline` all but pictures come as downloads.
    urls.push(http.url('api/media', { path: file.path, session_id: session, inline: download ? null : 1 }));
  return urls;
}
