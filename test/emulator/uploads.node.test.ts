import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmulator } from '../../demo/emulator/index.js';

function form(session: string | null, file: File | null): FormData {
  const data = new FormData();
  if (session !== null) data.append('session_id', session);
  if (file !== null) data.append('file', file);
  return data;
}

test('a file is stored under its name, a second one of that name beside it, and no path leads elsewhere', async () => {
  const emulator = createEmulator({ seed: 1 });
  const id = emulator.control.seed({ title: 'A', messages: [] });
  const upload = async (body: BodyInit): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await emulator.fetch(new Request('http://h/api/upload', { method: 'POST', body }));
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const first = await upload(form(id, new File(['abc'], 'a.png', { type: 'image/png' })));
  assert.equal(first.status, 200);
  assert.deepEqual(
    { ...first.body, path: String(first.body['path']).split('/').at(-1) },
    { filename: 'a.png', path: 'a.png', size: 3, mime: 'image/png', is_image: true },
  );
  assert.match(String((await upload(form(id, new File(['abc'], 'a.png')))).body['path']), /\/a-1\.png$/);
  const odd = await upload(form(id, new File(['abc'], 'räume (2) & mehr.png')));
  assert.equal(odd.body['filename'], 'räume__2____mehr.png');
  assert.equal((await upload(form(id, new File(['abc'], '..')))).status, 400);
  assert.match(String((await upload(form(id, new File(['abc'], '../../etc/x')))).body['path']), /\.uploads\/x$/);

  assert.equal((await upload(form(id, new File([new Uint8Array(20 * 1024 * 1024 + 1)], 'big')))).status, 413);
  assert.equal((await upload(form('nobody', new File(['abc'], 'a')))).status, 404);
  assert.equal((await upload(form(id, null))).status, 400);
  assert.equal((await upload('{"session_id":"x"}')).status, 400);
  emulator.dispose();
});

test('an uploaded file is handed out by name within its session and by path, in parts where asked, and nothing else is', async () => {
  const emulator = createEmulator({ seed: 1 });
  const id = emulator.control.seed({ title: 'A', messages: [] });
  const other = emulator.control.seed({ title: 'B', messages: [] });
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    emulator.fetch(new Request(`http://h/${path}`, { headers }));
  const file = new File(['abcdef'], 'a b.wav', { type: 'audio/wav' });
  const answer = await emulator.fetch(new Request('http://h/api/upload', { method: 'POST', body: form(id, file) }));
  const { path } = (await answer.json()) as { path: string };

  const named = await get(`api/file/raw?session_id=${id}&path=a_b.wav`);
  assert.deepEqual([named.status, named.headers.get('content-type'), await named.text()], [200, 'audio/wav', 'abcdef']);
  const part = await get(`api/media?path=${encodeURIComponent(path)}&inline=1`, { range: 'bytes=1-2' });
  assert.deepEqual([part.status, part.headers.get('content-range'), await part.text()], [206, 'bytes 1-2/6', 'bc']);
  assert.match(
    (await get(`api/media?path=${encodeURIComponent(path)}`)).headers.get('content-disposition')!,
    /^attachment/,
  );
  assert.equal((await get(`api/file/raw?session_id=${other}&path=a_b.wav`)).status, 404);
  assert.equal((await get('api/media?path=%2Fetc%2Fpasswd')).status, 403);
  emulator.dispose();
});
