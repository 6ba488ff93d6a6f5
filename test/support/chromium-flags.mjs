// How every test of ours starts Chromium: quiet on the network, and runnable as root in a container.

const QUIET = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
  '--disable-dev-shm-usage',
];

/** @param {readonly string[]} more flags of this use */
export function chromiumFlags(more = []) {
  return [...QUIET, ...more, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
}
