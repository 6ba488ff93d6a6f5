/** Drafts that several tabs write: nothing typed is lost, and all tabs come to the same text. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  mergeDrafts,
  NO_DRAFT,
  takeDraft,
  writeDraft,
  type DraftBranch,
  type DraftVersion,
} from '../../runtime/session/draft-version.js';

describe('merging two texts made from one', () => {
  for (const [name, base, one, other, merged] of [
    ['only one changed', 'a b', 'a b c', 'a b', 'a b c'],
    ['both changed alike', 'a', 'ab', 'ab', 'ab'],
    ['at both ends', 'middle', 'middle end', 'start middle', 'start middle end'],
    ['one was sent, the other went on', 'sent', '', 'sent and more', ' and more'],
    ['both at the same place', '', 'one', 'other', 'one\n\nother'],
    ['both replaced the same words', 'x old y', 'x mine y', 'x theirs y', 'x mine\n\ntheirs y'],
    ['both emptied it', 'gone', '', '', ''],
  ] as const)
    it(name, () => assert.equal(mergeDrafts(base, one, other), merged));

  it('keeps everything either put in', () => {
    const word = fc.stringMatching(/^[a-z]{1,5}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.nat(6), fc.nat(6), (words, at, to) => {
        const base = words.join(' ');
        const put = (place: number, text: string): string =>
          [...words.slice(0, place), text, ...words.slice(place)].join(' ');
        const merged = mergeDrafts(base, put(at, '<ONE>'), put(to, '<TWO>'));
        return ['<ONE>', '<TWO>', ...words].every((text) => merged.includes(text));
      }),
    );
  });
});

/** A tab that types, writes and hears, with words that take any time to arrive. */
interface Typist {
  branch: DraftBranch;
  readonly inbox: DraftVersion[];
}

describe('several tabs', () => {
  it('lose not a word, and agree once all is heard', () => {
    const step = fc.record({ tab: fc.nat(2), what: fc.constantFrom('type', 'write', 'hear', 'hear') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const tabs: Typist[] = [0, 1, 2].map(() => ({
          branch: { text: '', shared: NO_DRAFT, before: [] },
          inbox: [],
        }));
        let now = 1;
        let words = 0;
        const write = (at: number): void => {
          const tab = tabs[at] as Typist;
          if (tab.branch.text === tab.branch.shared.text) return;
          tab.branch = writeDraft(tab.branch, (now += 1), `t${at}`);
          for (const other of tabs) if (other !== tab) other.inbox.push(tab.branch.shared);
        };
        const hear = (at: number): void => {
          const tab = tabs[at] as Typist;
          const version = tab.inbox.shift();
          if (version) tab.branch = takeDraft(tab.branch, version);
        };
        for (const { tab: at, what } of steps) {
          const tab = tabs[at] as Typist;
          if (what === 'type') tab.branch = { ...tab.branch, text: `${tab.branch.text} <${(words += 1)}>`.trim() };
          else if (what === 'write') write(at);
          else hear(at);
        }
        for (let round = 0; round < 20; round += 1) {
          tabs.forEach((tab, at) => {
            while (tab.inbox.length > 0) hear(at);
            write(at);
          });
        }
        const texts = tabs.map((tab) => tab.branch.text);
        for (let word = 1; word <= words; word += 1)
          for (const text of texts)
            assert.ok(text.includes(`<${word}>`), `${word} is lost in ${JSON.stringify(texts)}`);
        assert.equal(new Set(texts).size, 1, JSON.stringify(texts));
      }),
      { numRuns: 500 },
    );
  });
});
