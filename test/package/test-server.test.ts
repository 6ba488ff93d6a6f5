// The mounts that other browser tests stand on: an emulator of one's own, and the demo in front of it.

import { expect } from '@open-wc/testing';
import { startEmulator, type TestEmulator } from '../support/emulator.js';

describe('the test server', () => {
  let emulator: TestEmulator;

  beforeEach(async () => {
    emulator = await startEmulator({ seed: 7 });
  });

  afterEach(() => emulator.dispose());

  const read = async (url: string) => (await fetch(url)).json() as Promise<Record<string, unknown>>;

  it('mounts an emulator under a name', async () => {
    expect((await read(`${emulator.baseUrl}health`)).status).to.equal('ok');
    expect(await read(`${emulator.baseUrl}api/auth/status`)).to.have.property('auth_enabled', false);
  });

  it('gives each name an emulator of its own, with its own options', async () => {
    const locked = await startEmulator({ password: 'secret' });
    try {
      expect(await read(`${locked.baseUrl}api/auth/status`)).to.have.property('auth_enabled', true);
      expect(await read(`${emulator.baseUrl}api/auth/status`)).to.have.property('auth_enabled', false);
    } finally {
      await locked.dispose();
    }
  });

  it('says what a control call got wrong', async () => {
    let message = '';
    await emulator.control('noSuchMethod').catch((error: Error) => (message = error.message));
    expect(message).to.contain('emulator.control.noSuchMethod');
  });

  it('streams unbuffered, and stops when the page goes away', async () => {
    const leave = new AbortController();
    const response = await fetch(`${emulator.baseUrl}api/sessions/events`, { signal: leave.signal });
    expect(response.headers.get('content-type')).to.contain('text/event-stream');
    const reader = response.body!.getReader();
    const first = await reader.read();
    expect(first.done).to.equal(false);
    leave.abort();
    await reader.read().then(
      () => expect.fail('an aborted stream must not go on'),
      () => {},
    );
  });

  it('serves the demo page under the strict policy, in front of the same emulator', async () => {
    const page = await fetch(emulator.demoUrl);
    expect(page.headers.get('content-security-policy')).to.contain("require-trusted-types-for 'script'");
    expect(await page.text()).to.contain('hermes-elements.js');
    expect((await fetch(`${emulator.demoUrl}hermes-elements.js`)).headers.get('content-type')).to.contain('javascript');
    expect((await read(`${emulator.demoUrl}health`)).status).to.equal('ok');
  });

  it('gives every test file a page with focus, a collector and empty storage', () => {
    expect(document.hasFocus()).to.equal(true);
    expect(document.visibilityState).to.equal('visible');
    // Firefox has none.
    if ('chrome' in globalThis) expect(typeof gc).to.equal('function');
    expect(localStorage.length).to.equal(0);
  });
});
