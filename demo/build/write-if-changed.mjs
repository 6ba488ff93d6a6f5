// Puts esbuild's outputs on disk whole or not at all: a server and a test run may build the same file at the same moment.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

export async function writeOutputs(outputFiles) {
  await Promise.all(outputFiles.map(({ path: file, contents }) => writeIfChanged(file, contents)));
}

export async function writeIfChanged(file, contents) {
  const bytes = Buffer.from(contents);
  const before = await readFile(file).catch(() => undefined);
  if (before?.equals(bytes)) return;
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, bytes);
  await rename(draft, file);
}
