import '../../components/define/hermes-approval.js';
import '../../components/define/hermes-sidebar.js';
import { expect, nextFrame } from '@open-wc/testing';
import { collect, countSurvivors } from '../support/garbage.js';
import { approval, fakeRegistry, fakeSession, openRequests, question, startRun } from './support/fake-session.js';

/** Mounts, waits, removes `count` elements. A function of its own: its frame must not hold the last one. */
async function mountAndRemove(
  count: number,
  make: () => HTMLElement & { updateComplete: Promise<boolean> },
): Promise<readonly WeakRef<object>[]> {
  const refs: WeakRef<object>[] = [];
  for (let index = 0; index < count; index += 1) {
    const element = make();
    document.body.append(element);
    await element.updateComplete;
    await nextFrame();
    refs.push(new WeakRef(element));
    for (const inner of (element.shadowRoot as ShadowRoot).querySelectorAll('[part~="row"], [part~="card"]'))
      refs.push(new WeakRef(inner));
    element.remove();
  }
  return refs;
}

async function survivors(...args: Parameters<typeof mountAndRemove>): Promise<number> {
  const refs = await mountAndRemove(...args);
  await collect(refs);
  return countSurvivors(refs);
}

describe('removed lists and cards', () => {
  const session = fakeSession('a');
  const registry = fakeRegistry(session, fakeSession('b'));
  startRun(session);
  openRequests(registry, session, approval('a', { expiresAt: Date.now() + 60_000 }), question('a'));

  it('are held by nobody: sidebar and rows', async function () {
    this.timeout(15_000);
    const alive = await survivors(20, () => Object.assign(document.createElement('hermes-sidebar'), { registry }));
    expect(alive).to.be.at.most(3);
  });

  it('are held by nobody: approval and cards', async function () {
    this.timeout(15_000);
    const alive = await survivors(20, () =>
      Object.assign(document.createElement('hermes-approval'), { registry, sessionId: 'a' }),
    );
    expect(alive).to.be.at.most(3);
    expect(registry.held()).to.equal(0);
  });
});
