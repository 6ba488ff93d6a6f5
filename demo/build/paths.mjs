// Where things are, whatever the working directory.

import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export const inRoot = (...parts) => path.join(root, ...parts);

/** Everything generated that is not published. */
export const buildFolder = inRoot('build');
