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
  assert.match(String((await upload(form(id, new File(['abc'], 'a.png')))).body['path']), /\/a-2\.png$/);
  assert.match(String((await upload(form(id, new File(['abc'], '../../etc/x')))).body['path']), /\.uploads\/x$/);

  assert.equal((await upload(form(id, new File([new Uint8Array(20 * 1024 * 1024 + 1)], 'big')))).status, 413);
  assert.equal((await upload(form('nobody', new File(['abc'], 'a')))).status, 404);
  assert.equal((await upload(form(id, null))).status, 400);
  assert.equal((await upload('{"session_id":"x"}')).status, 400);
  emulator.dispose();
});
