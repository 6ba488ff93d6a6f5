/** From a request to a handler: mount prefix, login, origin check, then one table of routes. */

import * as chat from './chat-routes.js';
import type { Call } from './calls.js';
import { bad, html, json, text } from './calls.js';
import { loginPage, shellPage } from './pages.js';
import * as files from './file-routes.js';
import type { WireObject } from './records.js';
import * as requests from './request-routes.js';
import type { ServerState } from './server-state.js';
import { getSession, sessionStatus, sessionUsage } from './session-reads.js';
import { deleteSession, importSession, newSession, SESSION_WRITES, writeSession } from './session-writes.js';
import * as small from './small-routes.js';
import * as streams from './stream-routes.js';

type Handler = (server: ServerState, call: Call) => Response | Promise<Response>;

/** Everything before the first of these is where the emulator happens to be mounted. */
const KNOWN_START = /\/(?:api\/|health$|login$|index\.html$|session\/|__emulator\/)/;

const ROUTES: Record<string, Handler> = {
  'GET /health': small.health,
  'GET /api/auth/status': (server, call) => json(server.auth.status(call.headers)),
  'POST /api/auth/login': small.login,
  'POST /api/auth/logout': small.logout,
  'GET /api/sessions': small.listSessions,
  'GET /api/sessions/search': small.searchSessions,
  'GET /api/sessions/events': streams.listEventStream,
  'GET /api/sessions/gateway/stream': () => bad('agent sessions not enabled', 404),
  'GET /api/session': getSession,
  'GET /api/session/status': sessionStatus,
  'GET /api/session/usage': sessionUsage,
  'GET /api/session/stream': streams.sessionStream,
  'GET /api/session/yolo': requests.getYolo,
  'GET /api/session/export': small.exportSession,
  'POST /api/session/yolo': requests.setYolo,
  'POST /api/session/new': newSession,
  'POST /api/session/import': importSession,
  'POST /api/session/delete': deleteSession,
  'POST /api/chat/start': chat.chatStart,
  'GET /api/chat/stream': chat.chatStream,
  'GET /api/chat/stream/status': chat.streamStatus,
  'GET /api/chat/cancel': chat.chatCancel,
  'POST /api/chat/steer': chat.chatSteer,
  'GET /api/approval/pending': requests.approvalPending,
  'GET /api/approval/stream': streams.approvalStream,
  'GET /api/approval/inject_test': requests.injectApproval,
  'POST /api/approval/respond': requests.approvalRespond,
  'GET /api/clarify/pending': requests.clarifyPending,
  'GET /api/clarify/stream': streams.clarifyStream,
  'GET /api/clarify/inject_test': requests.injectClarify,
  'POST /api/clarify/respond': requests.clarifyRespond,
  'GET /api/projects': small.listProjects,
  'POST /api/projects/create': small.createProject,
  'GET /api/profiles': small.profiles,
  'GET /api/profile/active': small.activeProfile,
  'GET /api/settings': (server) => json(server.settings),
  'POST /api/settings': small.saveSettings,
  'GET /api/models': small.models,
  'GET /api/commands': small.commands,
  'POST /api/upload': files.upload,
  'GET /api/file/raw': files.fileRaw,
  'GET /api/media': files.media,
  'POST /api/bg-task-complete-ack': small.acknowledgeTask,
};

const PUBLIC = new Set(['/login', '/health', '/api/auth/login', '/api/auth/status']);
const CSRF_EXEMPT = new Set(['/api/auth/login']);

/** The part of the path the server knows, or null for a path that is none of its business. */
export function serverPath(pathname: string): string | null {
  const at = pathname.search(KNOWN_START);
  if (at >= 0) return pathname.slice(at);
  return pathname.endsWith('/') ? '/' : null;
}

export async function route(server: ServerState, call: Call): Promise<Response> {
  const { path, method } = call;
  if (method === 'OPTIONS') return preflight(call);
  if (!server.auth.admits(call.headers) && !PUBLIC.has(path)) return anonymous(call);
  if (method === 'HEAD') return new Response(null, { status: 501 });
  if (method !== 'GET') {
    const check = server.auth.checkPost(call.headers, call.url, CSRF_EXEMPT.has(path));
    if (!check.ok) return bad(check.error, 403);
  }
  if (method === 'GET') {
    if (path === '/login') return html(loginPage());
    if (path === '/' || path === '/index.html' || path.startsWith('/session/')) {
      return html(shellPage(server.auth.csrfToken(call.headers)));
    }
    const events = /^\/api\/sessions\/([^/]+)\/events$/.exec(path);
    if (events?.[1]) return streams.journalStream(server, call, decodeURIComponent(events[1]));
  }
  const handler = ROUTES[`${method} ${path}`];
  if (handler) return handler(server, call);
  const write = method === 'POST' ? /^\/api\/session\/([a-z-]+)$/.exec(path)?.[1] : undefined;
  if (write && SESSION_WRITES.has(write)) return writeSession(server, call, write);
  return bad('not found', 404);
}

function anonymous(call: Call): Response {
  if (call.path.startsWith('/api/')) {
    return new Response('{"error": "Authentication required"}', {
      status: 401,
      headers: { 'content-type': 'application/json' },
    });
  }
  return new Response(null, { status: 302, headers: { location: `login?next=${encodeURI(call.target)}` } });
}

/** Only a same-origin page is told that it may ask; the answers themselves never say so. */
function preflight(call: Call): Response {
  const origin = call.headers.get('origin');
  const same =
    origin !== null && URL.canParse(origin) && new URL(origin).host === (call.headers.get('host') ?? call.url.host);
  return new Response(null, {
    status: 200,
    headers: same
      ? {
          'access-control-allow-origin': origin,
          vary: 'Origin',
          'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
          'access-control-allow-headers': 'Content-Type, Authorization',
        }
      : {},
  });
}

/** A body that is no JSON object counts as empty; the server never reports a parse error. */
export async function readBody(request: Request): Promise<WireObject> {
  if (request.method === 'GET' || request.method === 'HEAD') return {};
  const type = text(request.headers.get('content-type'));
  if (type.startsWith('multipart/')) {
    const form = await request.formData().catch(() => null);
    return form ? { __form: form } : {};
  }
  try {
    const value: unknown = JSON.parse(await request.text());
    return value && typeof value === 'object' && !Array.isArray(value) ? (value as WireObject) : {};
  } catch {
    return {};
  }
}
