// What is searched and how words are matched, and the way from match to match.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { countIn, patternOf, readable, textAt } from '../../components/transcript/find-text.js';
import { ordinal, step, total, type FoundRow, type Place } from '../../components/transcript/found.js';
import type { Row } from '../../components/transcript/rows.js';

const says = (text: string, role: 'user' | 'assistant' = 'assistant'): Row => ({
  key: 'k',
  live: null,
  message: {
    key: 'k',
    role,
    index: 0,
    blocks: [{ kind: 'text', id: 'b', text, note: false }],
    attachments: [],
    at: null,
    origin: 'person',
    durationMs: null,
    model: null,
    partial: false,
  },
});

describe('what is found', () => {
  const cases: readonly [query: string, text: string, count: number][] = [
    ['needle', 'A Needle, a NEEDLE', 2],
    ['two  words', 'two\nwords and two words', 2],
    ['bold word', 'a **bold** word', 1],
    ['the link', 'see [the link](https://x.invalid/the link)', 1],
    ['a_b', 'a_b and `a_b`', 2],
    ['code', '```code\ncode\n```', 1],
    ['Title', '## Title', 1],
    ['*', 'a \\* b', 1],
    ['(x', 'f(x) [y', 1],
    ['', 'anything', 0],
    ['   ', 'anything', 0],
    ['straße', 'Straße', 1],
    ['😀', 'a 😀 b', 1],
    ['a-b', 'A-B', 1],
  ];
  for (const [query, text, count] of cases)
    it(`${JSON.stringify(query)} is ${count} times in ${JSON.stringify(text)}`, () => {
      const pattern = patternOf(query);
      assert.equal(pattern === null ? 0 : countIn(says(text), pattern), count);
    });

  it('what a person wrote is taken as it is', () => {
    assert.equal(countIn(says('**needle**', 'user'), patternOf('**needle**')!), 1);
  });

  it('is also what was thought and done, with what has to be opened for it', () => {
    const row = says('needle');
    const tool = { id: 'c', name: 'needle', preview: null, status: 'done', durationMs: null } as const;
    const { message } = row;
    const all: Row = {
      ...row,
      message: {
        ...message!,
        blocks: [
          { kind: 'reasoning', id: 'r', text: 'a needle' },
          {
            kind: 'tool',
            id: 't:c',
            tool: { ...tool, args: { command: 'grep needle', max: 3 }, result: '\u001b[1mnee\u001b[0mdle' },
          },
          { kind: 'notice', id: 'n', notice: 'error', text: 'no', detail: 'needle' },
          ...message!.blocks,
        ],
      },
    };
    const pattern = patternOf('needle')!;
    assert.equal(countIn(all, pattern), 5);
    const found = [0, 1, 2, 3, 4, 5].map((nth) => textAt(all, pattern, nth));
    assert.deepEqual(
      found.map((one) => one && [one.of.block, one.nth, ...one.of.opens]),
      [
        ['r', 0, 'steps', 'r'],
        ['t:c', 0, 'steps', 't:c'],
        ['t:c', 1, 'steps', 't:c'],
        ['n', 0, 'steps', 'n:detail'],
        ['b', 0],
        null,
      ],
    );
  });

  it('any words are a pattern, and are found in themselves', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 30 }), (query) => {
        const pattern = patternOf(query);
        if (pattern === null) return;
        assert.equal(countIn(says(query, 'user'), pattern), 1);
      }),
    );
  });

  it('text without markup is read as it is, and any text is read', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z ,.\n]*$/u), (text) => assert.equal(readable(text), text)));
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => assert.ok(readable(text).length <= text.length)));
  });
});

describe('the way from match to match', () => {
  const rows = fc
    .uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 12 })
    .chain((keys) => fc.tuple(...keys.map((key) => fc.record({ key: fc.constant(key), count: fc.nat({ max: 3 }) }))))
    .map((all): readonly FoundRow[] => all);

  it('passes each once, forwards and backwards, and comes around', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom<1 | -1>(1, -1), (found, by) => {
        const all = total(found);
        const from = new Set(found.map(({ key }) => key));
        let place: Place | null = null;
        const seen: number[] = [];
        for (let at = 0; at < all; at += 1) {
          place = step(found, place, by, from);
          seen.push(ordinal(found, place));
        }
        const order = Array.from({ length: all }, (_, at) => at + 1);
        assert.deepEqual(seen, by === 1 ? order : order.reverse());
        assert.equal(step(found, null, by, from) === null, all === 0);
        if (all > 0) assert.equal(ordinal(found, step(found, place, by, from)), seen[0]);
      }),
    );
  });

  it('begins where the reader is', () => {
    const found = [
      { key: 'a', count: 2 },
      { key: 'b', count: 0 },
      { key: 'c', count: 3 },
    ];
    assert.deepEqual(step(found, null, 1, new Set(['b', 'c'])), { key: 'c', nth: 0 });
    assert.deepEqual(step(found, null, -1, new Set(['b', 'c'])), { key: 'a', nth: 1 });
    assert.deepEqual(step(found, null, -1, new Set(['a', 'b', 'c'])), { key: 'c', nth: 2 });
    assert.deepEqual(step(found, null, 1, new Set(['d'])), { key: 'c', nth: 2 });
    assert.equal(ordinal(found, { key: 'a', nth: 5 }), 0);
    assert.equal(ordinal(found, { key: 'x', nth: 0 }), 0);
  });
});
