// The single file, as a page loads it: beside the modules, which is a host with a copy of its own.

import { expect } from '@open-wc/testing';
import * as modules from '../../components/define/all.js';
import { startEmulator, type TestEmulator } from '../support/emulator.js';

describe('hermes-elements.js', () => {
  let emulator: TestEmulator;
  let bundle: Record<string, unknown>;

  before(async () => {
    emulator = await startEmulator();
    bundle = (await import(`${emulator.demoUrl}hermes-elements.js`)) as Record<string, unknown>;
  });

  after(() => emulator.dispose());

  it('exports all that the modules export, and the signals its slices are made of', () => {
    const names = [...Object.keys(modules), 'sessionRegistry', 'batch', 'computed', 'effect', 'signal', 'untracked'];
    expect(names.filter((name) => !(name in bundle))).to.deep.equal([]);
  });

  it('gives way to elements that are registered already', () => {
    const { HermesPane } = modules;
    expect(customElements.get('hermes-pane')).to.equal(HermesPane);
    expect(bundle.HermesPane).not.to.equal(HermesPane);
  });
});
