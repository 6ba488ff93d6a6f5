/**
 * Plays the client's side of a recorded trace against the emulator at the recorded times, with the
 * recorded ids replaced by the emulator's. What comes back is compared by the conformance test.
 */

import type { EmulatorOptions } from '../../demo/emulator/index.js';
import type { Answer, OpenStream } from './client.js';
import { Client } from './client.js';
import type { RecordedHttp, RecordedLine, RecordedOpen } from './recording.node.js';
import { readRecording } from './recording.node.js';

export interface HttpPair {
  recorded: RecordedHttp;
  /** Null where the connection was refused. */
  answer: Answer | null;
}

export interface Replayed {
  client: Client;
  lines: RecordedLine[];
  http: HttpPair[];
  streams: Map<string, OpenStream>;
  ids: Map<string, string>;
}

export interface ReplayOptions {
  backend: EmulatorOptions['backend'];
  password?: string;
  base?: string;
  before?: (client: Client) => void;
  /** What happened at a recorded time without a line that says so. */
  at?: { t: number; act: (client: Client) => void }[];
  /** Recorded requests that are none of the emulator's business. */
  skip?: (line: RecordedHttp) => boolean;
}

const ID_KEYS = /(_id|_token|^regeneration_revision)$/;

export async function replay(name: string, options: ReplayOptions): Promise<Replayed> {
  const lines = readRecording(name);
  const client = new Client({
    backend: options.backend,
    ...(options.password ? { password: options.password } : {}),
    ...(options.base ? { base: options.base } : {}),
  });
  options.before?.(client);
  const result: Replayed = { client, lines, http: [], streams: new Map(), ids: new Map() };
  const acts = [...(options.at ?? [])];
  let csrf = '';
  const start = client.clock.now();
  for (const line of lines) {
    while (acts[0] && acts[0].t <= line.t) {
      await until(client, start + acts[0].t);
      acts.shift()?.act(client);
    }
    await until(client, start + line.t);
    if (line.kind === 'http' && !options.skip?.(line)) {
      learn(result);
      const path = translate(line.req.path, result.ids);
      const body =
        line.req.body === undefined ? undefined : JSON.parse(translate(JSON.stringify(line.req.body), result.ids));
      const headers = recordedHeaders(line.req.headers, client, csrf);
      const answer = await client.call(line.req.method, path, body, headers).catch(() => null);
      result.http.push({ recorded: line, answer });
      if (answer) {
        mapIds(line.res.body, answer.body, result.ids);
        const cookie = answer.headers.get('set-cookie');
        if (cookie && line.req.path === '/api/auth/login') {
          client.cookie = cookie.split(';')[0] ?? null;
          const page = await client.get('/index.html');
          csrf = /csrfToken:"([0-9a-f]*)"/.exec(String(page.body))?.[1] ?? '';
        }
      }
    } else if (line.kind === 'open') {
      learn(result);
      await openRecorded(result, line);
    } else if (line.kind === 'close' && line.by === 'client') {
      result.streams.get(line.stream)?.close();
    } else if (line.kind === 'control') {
      steer(client, line.what ?? '');
    } else if (line.kind === 'note') {
      if (/^kill -9( WebUI)?$/.test(line.text ?? '')) client.control.goDown();
      if (/WebUI is back/.test(line.text ?? '')) client.control.restart();
    }
  }
  await client.clock.advance(2000);
  learn(result);
  return result;
}

async function openRecorded(result: Replayed, line: RecordedOpen): Promise<void> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(line.reqHeaders ?? {})) headers[name] = translate(value, result.ids);
  const stream = await result.client.open(translate(line.path, result.ids), headers);
  result.streams.set(line.stream, stream);
}

async function until(client: Client, when: number): Promise<void> {
  const ahead = when - client.clock.now();
  if (ahead > 0) await client.clock.advance(ahead);
}

/** What the recorder told the scripted gateway. */
function steer(client: Client, what: string): void {
  const [verb = '', count] = what.split(' ');
  const run = client.control.run();
  if (verb === 'release' && run) client.control.release();
  else if (verb === 'step' && run) client.control.step('latest', Number(count));
  else if (verb === 'resume' && run) client.control.resume();
  else if (what === 'stop fails') client.control.tune({ stop: 'fail' });
  else if (what === 'stop works') client.control.tune({ stop: 'ok' });
  else if (what === 'approval relay fails') client.control.tune({ approvalRelay: 'fail' });
  else if (what === 'approval relay works') client.control.tune({ approvalRelay: 'ok' });
}

/** Frames name ids, too: pairs up the frames that both sides have seen so far. */
function learn(result: Replayed): void {
  for (const [name, stream] of result.streams) {
    const recorded = result.lines.filter(
      (line) =>
        line.kind === 'frame' &&
        line.stream === name &&
        (line.event === 'approval' || line.event === 'clarify' || line.event === 'compressed'),
    );
    const seen = stream.frames.filter((frame) => ['approval', 'clarify', 'compressed'].includes(frame.event ?? ''));
    const told = recorded.map((line) => JSON.parse((line as { data: string }).data) as unknown);
    const got = seen.map((frame) => JSON.parse(frame.data) as unknown);
    got.forEach((value, index) => mapIds(told[index], value, result.ids));
  }
}

function mapIds(recorded: unknown, got: unknown, ids: Map<string, string>): void {
  if (!recorded || !got || typeof recorded !== 'object' || typeof got !== 'object') return;
  for (const [key, value] of Object.entries(recorded)) {
    const other = (got as Record<string, unknown>)[key];
    if (typeof value === 'string' && typeof other === 'string') {
      if (ID_KEYS.test(key) && value !== other && value.length > 3 && !ids.has(value)) ids.set(value, other);
    } else if (!(key === 'sessions' && Array.isArray(value))) {
      mapIds(value, other, ids);
    }
  }
}

export function translate(text: string, ids: Map<string, string>): string {
  let out = text;
  for (const [from, to] of ids) out = out.replaceAll(from, to);
  return out;
}

function recordedHeaders(
  headers: Record<string, string> | undefined,
  client: Client,
  csrf: string,
): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    out[name] = value.replaceAll('{{WEBUI}}', client.base).replaceAll('{{CSRF}}', csrf);
  }
  return out;
}
