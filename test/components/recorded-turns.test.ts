// What a real server said, in the page: every word of it is there in `stream`, and settling builds nothing anew.
import { expect, fixture, html } from '@open-wc/testing';
import '../../components/define/hermes-transcript.js';
import './support/all-loaded.js';
import type { HermesTranscript } from '../../components/hermes-transcript.js';
import { watchMutations } from '../support/watch-mutations.js';
import { fakeRegistry } from './support/fake-session.js';
import { runsOf, type PlayedRun } from './support/recording.js';
import { deepAll, settled } from './support/wait.js';

const TRACES = ['tools', 'reasoning', 'unicode', 'firehose', 'in-process'];

async function shown(run: PlayedRun): Promise<HermesTranscript> {
  const registry = fakeRegistry(run.session);
  const element = await fixture<HermesTranscript>(
    html`<hermes-transcript session-id="s" density="stream" .registry=${registry}></hermes-transcript>`,
  );
  await settled(element);
  return element;
}

/** Letters and digits, of whatever script: what is left when nobody cares for space and markup. */
const letters = (text: string) => text.normalize().replace(/[^\p{L}\p{N}]/gu, '');

const everything = (root: Element | ShadowRoot): string =>
  [...root.childNodes]
    .map((node) =>
      node instanceof Element
        ? everything(node.shadowRoot ?? node)
        : node.nodeType === Node.TEXT_NODE
          ? (node as Text).data
          : '',
    )
    .join('');

/** What a person is meant to read of the run's frames. */
function said(run: PlayedRun): { readonly what: string; readonly text: string }[] {
  const texts: { what: string; text: string }[] = [];
  let open: { what: string; text: string } | null = null;
  const grow = (what: string, text: string): void => {
    if (open?.what !== what) close();
    open = { what, text: (open?.text ?? '') + text };
  };
  const close = (): void => {
    const done = open;
    open = null;
    // Markers of lists and tasks are drawn, not written.
    for (const line of done?.text.split('\n') ?? [])
      // A picture is a button with its name; where it would come from is said beside it.
      for (const part of line.split(/!\[([^\]]*)\]\([^)]*\)/))
        texts.push({ what: done!.what, text: part.replace(/^\s*(?:\d+\.|[-*])\s+(?:\[[ x]\])?/, '') });
  };
  for (const { event, data } of run.frames) {
    const from = data as Record<string, unknown>;
    if (event === 'token') grow('answer', String(from['text']));
    else if (event === 'reasoning') grow('thinking', String(from['text']));
    else if (event !== 'metering') close();
    if ((event !== 'tool' && event !== 'tool_complete') || from['name'] === 'clarify') continue;
    texts.push({ what: `${event} name`, text: String(from['name']) });
    if (event === 'tool_complete') texts.push({ what: 'result', text: String(from['preview'] ?? '') });
    for (const [name, value] of Object.entries(from['args'] as object)) {
      texts.push({ what: 'argument', text: name });
      // The agent path prints what is no text as its language does; stored, it is what it was.
      if (typeof value === 'string' && !/^[[{]|^(?:True|False|None)$/.test(value))
        texts.push({ what: `argument ${name}`, text: value });
    }
  }
  close();
  return texts;
}

describe('a recorded turn', () => {
  for (const trace of TRACES)
    it(`${trace}: every word is in the document, live and settled`, async () => {
      const runs = await runsOf(trace);
      expect(runs.length).to.be.above(0);
      for (const run of runs) {
        const element = await shown(run);
        // Up to the end of the turn, then with it.
        const end = run.frames.findIndex(({ event }) => ['done', 'apperror', 'cancel'].includes(event));
        for (const until of [end < 0 ? run.frames.length : end, run.frames.length]) {
          run.play(until);
          await settled(element);
          const text = letters(everything(element.shadowRoot!));
          const missing = said(run).filter((one) => !text.includes(letters(one.text.replace(/\]\([^)]*\)/g, ''))));
          expect(missing, `${run.name} at ${until}`).to.deep.equal([]);
        }
      }
    });

  for (const trace of TRACES)
    it(`${trace}: settling replaces no node of the turn`, async () => {
      for (const run of await runsOf(trace)) {
        const end = run.frames.findIndex(({ event }) => event === 'done');
        if (end < 0) continue;
        const element = await shown(run);
        run.play(end);
        await settled(element);
        const places = () =>
          deepAll(element, '[part=message][data-role=assistant] .blocks > *, hermes-markdown, hermes-tool-card');
        const before = places();
        expect(before.length, run.name).to.be.above(0);
        const watch = watchMutations(element, (place) => place.closest('.blocks') === null);
        run.play();
        await settled(element);
        // Earlier turns of the conversation come with the end of this one.
        const after = new Set(places());
        expect(
          before.map((node) => after.has(node)),
          `${run.name}: its nodes are still there`,
        ).to.deep.equal(before.map(() => true));
        expect(
          watch.seen().filter((change) => change.includes('hermes-message >') && change.endsWith('childList')),
          `${run.name}: and none came between them`,
        ).to.deep.equal([]);
        watch.stop();
      }
    });
});
