// The package as a consumer gets it: built into a folder of its own, so that a test neither needs nor disturbs dist/.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './imports.node.js';

export interface BuiltPackage {
  readonly folder: string;
  /** Files of dist/, from the package's folder. */
  readonly files: readonly string[];
  remove(): void;
}

export function buildPackage(): BuiltPackage {
  const folder = path.join(root, 'build', `package-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  const dist = path.join(folder, 'dist');
  const build = spawnSync(process.execPath, [path.join(root, 'demo/build/package.mjs'), dist], { encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`The build failed:\n${build.stdout}${build.stderr}`);
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
  return { folder, files, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs a module in plain Node inside the package's folder, where `hermes-elements` names the package itself. */
export function runInPackage({ folder }: BuiltPackage, code: string): { status: number | null; output: string } {
  const args = ['--input-type=module', '--eval', code];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, output: stdout + stderr };
}
