// An http request whose headers, chunks and end can be seen one by one; fetch would hide and forbid too much.

import { once } from 'node:events';
import http from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** The next chunk as text, or undefined at a clean end. Rejects when the connection broke. */
  next(): Promise<string | undefined>;
  text(): Promise<string>;
  /** Goes away, as a closed tab does. */
  leave(): void;
}

export interface RawOptions {
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string;
  /** Sent as it is, for paths that a URL parser would tidy up. */
  readonly path?: string;
}

export async function request(url: string | URL, options: RawOptions = {}): Promise<RawAnswer> {
  const { hostname, port, pathname, search } = new URL(url);
  const req = http.request({
    hostname,
    port,
    path: options.path ?? pathname + search,
    method: options.method ?? 'GET',
    headers: options.headers,
    agent: false,
  });
  req.end(options.body);
  const [answer] = (await once(req, 'response')) as [http.IncomingMessage];
  // Once we left, the broken connection is no news.
  req.on('error', () => {});
  answer.setEncoding('utf8');
  const chunks = answer[Symbol.asyncIterator]() as AsyncIterator<string, undefined>;
  const next = async () => (await chunks.next()).value;
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    next,
    async text() {
      let text = '';
      for (let chunk = await next(); chunk !== undefined; chunk = await next()) text += chunk;
      return text;
    },
    leave: () => req.destroy(),
  };
}
