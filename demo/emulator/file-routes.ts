/** The routes files of messages come and go by. */

import type { Call } from './calls.js';
import { bad, json } from './calls.js';
import { DEFAULT_WORKSPACE } from './records.js';
import type { ServerState } from './server-state.js';
import { typeOf, type StoredFile } from './stored-files.js';

const MOST_UPLOAD = 20 * 1024 * 1024;

export async function upload(server: ServerState, call: Call): Promise<Response> {
  const form = call.body['__form'];
  if (!(form instanceof FormData)) return bad('Expected multipart form data');
  const file = form.get('file');
  const sessionId = String(form.get('session_id') ?? '');
  if (!server.store.get(sessionId)) return bad('Session not found', 404);
  if (!file || typeof file === 'string') return bad('file is required');
  if (file.size > MOST_UPLOAD) return bad('Upload too large (max 20MB)', 413);
  // Read before its place is chosen: two of one name may come at the same time.
  const bytes = new Uint8Array(await file.arrayBuffer());
  // A path in the name leads nowhere, odd characters are written as `_`, and a name that is taken gets a number.
  const name = (file.name.split(/[\\/]/).at(-1) ?? '').replace(/[^\p{L}\p{N}_.-]/gu, '_').slice(0, 200);
  if (/^\.*$/.test(name)) return bad('Invalid filename');
  const path = server.placeForUpload(`${DEFAULT_WORKSPACE}/.uploads/`, name);
  server.files.add({ sessionId, path, bytes });
  return json({
    filename: path.split('/').at(-1),
    path,
    size: file.size,
    mime: file.type || 'application/octet-stream',
    is_image: file.type.startsWith('image/'),
  });
}

/** A file of a session by its name. */
export function fileRaw(server: ServerState, call: Call): Response {
  const sessionId = call.query.get('session_id') ?? '';
  if (!sessionId) return bad('session_id is required');
  if (!server.store.get(sessionId)) return bad('Session not found', 404);
  const file = server.files.byName(sessionId, call.query.get('path') ?? '');
  const shown = call.query.get('download') !== '1';
  return file ? send(file, call, shown && !/html|svg/.test(typeOf(file.path))) : json({ error: 'not found' }, 404);
}

/** Any file the server allows, by its whole path. */
export function media(server: ServerState, call: Call): Response {
  const path = call.query.get('path') ?? '';
  if (!path) return bad('path parameter required');
  if (!path.startsWith(`${DEFAULT_WORKSPACE}/`)) return bad('Path not in allowed location', 403);
  const file = server.files.byPath(path);
  const type = typeOf(path);
  const picture = type.startsWith('image/') && !type.includes('svg');
  const shown = picture || (call.query.get('inline') === '1' && /^(?:audio|video)\/|pdf/.test(type));
  return file ? send(file, call, shown) : json({ error: 'not found' }, 404);
}

function send(file: StoredFile, call: Call, shown: boolean): Response {
  const all = file.bytes;
  const name = file.path.split('/').at(-1) ?? 'file';
  const headers: Record<string, string> = {
    'content-type': typeOf(file.path),
    'content-disposition': `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  const range = /^bytes=(\d+)-(\d*)$/.exec(call.headers.get('range') ?? '');
  if (!range) return new Response(all, { headers: { ...headers, 'content-length': String(all.byteLength) } });
  const first = Number(range[1]);
  const last = Math.min(all.byteLength - 1, range[2] ? Number(range[2]) : Infinity);
  if (first > last)
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${all.byteLength}` } });
  return new Response(all.slice(first, last + 1), {
    status: 206,
    headers: {
      ...headers,
      'content-range': `bytes ${first}-${last}/${all.byteLength}`,
      'content-length': String(last - first + 1),
    },
  });
}
