// Which rows are drawn: arithmetic, held to its promises for any heights and any place.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RowHeights } from '../../components/transcript/row-heights.js';
import {
  MOST_ROWS,
  carry,
  cover,
  grow,
  openAt,
  pieces,
  trim,
  type Heights,
  type Reach,
  type RowWindow,
} from '../../components/transcript/row-window.js';
import { rowIndex, rowsOf } from '../../components/transcript/rows.js';
import type { LiveTurn, Message, TranscriptSlice } from '../../runtime/index.js';

class Fixed implements Heights {
  readonly all: readonly number[];
  constructor(all: readonly number[]) {
    this.all = all;
  }
  get count() {
    return this.all.length;
  }
  at(index: number) {
    return this.all[index] ?? 0;
  }
  sum(from: number, to: number) {
    return this.all.slice(from, to).reduce((sum, one) => sum + one, 0);
  }
  find(from: number, offset: number) {
    let index = Math.min(Math.max(0, from), this.count - 1);
    let left = offset;
    while (left >= this.at(index) && index < this.count - 1) {
      left -= this.at(index);
      index += 1;
    }
    while (left < 0 && index > 0) {
      index -= 1;
      left += this.at(index);
    }
    return { index, offset: left };
  }
}

const heights = fc
  .array(fc.integer({ min: 20, max: 3_000 }), { minLength: 1, maxLength: 400 })
  .map((all) => new Fixed(all));
const room = fc.integer({ min: 200, max: 1_500 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** What a box at `top` sees of a window whose rows take what was thought. */
function reachAt(all: Fixed, window: RowWindow, top: number, height: number): Reach {
  return { above: top - all.sum(0, window.start), below: all.sum(0, window.end) - top - height, room: height };
}

function covers(all: Fixed, window: RowWindow, reach: Reach): boolean {
  return (window.start === 0 || reach.above >= 0) && (window.end === all.count || reach.below >= 0);
}

describe('the window of rows', () => {
  it('opened at the end or at any row fills the box, with no more rows than that needs', () => {
    fc.assert(
      fc.property(heights, room, fc.option(share, { nil: null }), share, (all, height, at, part) => {
        const total = all.sum(0, all.count);
        const index = at === null ? -1 : Math.floor(at * (all.count - 1));
        const offset = -Math.floor(part * (all.at(index) - 1));
        const window = openAt(all, at === null ? 'end' : { index, offset }, height);
        const wanted = at === null ? total - height : all.sum(0, index) - offset;
        const top = Math.max(0, Math.min(wanted, total - height));
        assert.ok(covers(all, window, reachAt(all, window, top, height)));
        // Not more than needed if each row took so much less than thought, and one at either edge.
        const inner = all.sum(window.start + 1, window.end - 1);
        assert.ok(inner * 0.85 <= 2 * height + 3_000, `${inner} for a box of ${height}`);
      }),
    );
  });

  it('shows every place somebody scrolls to, near or far', () => {
    fc.assert(
      fc.property(heights, room, share, share, (all, height, from, to) => {
        const total = all.sum(0, all.count);
        const most = Math.max(0, total - height);
        const begin = all.find(0, from * most);
        const window = openAt(all, { index: begin.index, offset: -begin.offset }, height);
        const top = to * most;
        const after = cover(window, all, reachAt(all, window, top, height));
        assert.ok(covers(all, after, reachAt(all, after, top, height)));
      }),
    );
  });

  it('grows step by step until enough is ready, and then stays as it is', () => {
    fc.assert(
      fc.property(heights, room, share, fc.integer({ min: 1, max: 12 }), (all, height, part, rows) => {
        const top = part * Math.max(0, all.sum(0, all.count) - height);
        const found = all.find(0, top);
        let window = openAt(all, { index: found.index, offset: -found.offset }, height);
        for (let step = 0; step <= all.count; step += 1) {
          const next = grow(window, all, reachAt(all, window, top, height), rows);
          assert.ok(next.start <= window.start && next.end >= window.end);
          assert.ok(next.end - next.start - (window.end - window.start) <= rows);
          if (next === window) break;
          window = next;
        }
        assert.equal(grow(window, all, reachAt(all, window, top, height), rows), window);
        assert.ok(window.end - window.start >= Math.min(all.count, MOST_ROWS));
        const ready = reachAt(all, window, top, height);
        assert.ok(window.start === 0 || ready.above >= height, 'a box above is ready');
        assert.ok(window.end === all.count || ready.below >= height, 'and one below');
      }),
    );
  });

  it('lets go of rows far out of view, never of one that is near it, and does not want them back', () => {
    fc.assert(
      fc.property(heights, room, share, (all, height, part) => {
        const top = part * Math.max(0, all.sum(0, all.count) - height);
        const whole = { start: 0, end: all.count };
        const window = trim(whole, all, reachAt(all, whole, top, height));
        const reach = reachAt(all, window, top, height);
        assert.ok(window.end > window.start);
        assert.ok(window.start === 0 || reach.above >= height);
        assert.ok(window.end === all.count || reach.below >= height);
        assert.equal(grow(window, all, reach, 8), window);
      }),
    );
  });

  it('puts every row into exactly one piece, the pinned ones drawn', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 300 }),
        fc.nat({ max: 300 }),
        fc.nat({ max: 60 }),
        fc.array(fc.integer({ min: -2, max: 320 }), { maxLength: 4 }),
        (count, from, size, pinned) => {
          const start = Math.min(from, count);
          const window = { start, end: Math.min(count, start + size) };
          const found = pieces(count, window, pinned);
          let next = 0;
          let last = '';
          for (const piece of found) {
            assert.equal(piece.start, next);
            assert.ok(piece.end > piece.start);
            assert.ok(piece.kind === 'row' || last !== 'gap', 'two gaps are one');
            if (piece.kind === 'row') assert.equal(piece.end, piece.start + 1);
            next = piece.end;
            last = piece.kind;
          }
          assert.equal(next, count);
          const drawn = new Set(found.filter(({ kind }) => kind === 'row').map((piece) => piece.start));
          for (const at of pinned) assert.ok(at < 0 || at >= count || drawn.has(at));
        },
      ),
    );
  });

  const carried: readonly [string, Parameters<typeof carry>, RowWindow | null][] = [
    ['nothing changed', [{ start: 5, end: 9 }, 20, 5, 8, 20, false], { start: 5, end: 9 }],
    ['earlier rows came', [{ start: 5, end: 9 }, 20, 35, 38, 50, false], { start: 35, end: 39 }],
    ['two came at an end that is drawn', [{ start: 15, end: 20 }, 20, 15, 19, 22, false], { start: 15, end: 22 }],
    ['two came at an end out of sight', [{ start: 5, end: 9 }, 20, 5, 8, 22, false], { start: 5, end: 9 }],
    ['a thousand came below a reader', [{ start: 15, end: 20 }, 20, 15, 19, 1020, false], { start: 15, end: 28 }],
    ['a thousand came for one at the end', [{ start: 15, end: 20 }, 20, 15, 19, 1020, true], null],
    ['the rows are gone', [{ start: 15, end: 20 }, 20, -1, 3, 5, false], null],
    ['many came in between', [{ start: 0, end: 20 }, 20, 0, 900, 901, false], null],
    ['there was nothing', [{ start: 0, end: 0 }, 0, -1, -1, 5, false], null],
  ];
  for (const [name, given, expected] of carried)
    it(`carried on when ${name}`, () => assert.deepEqual(carry(...given), expected));
});

const message = (key: string, text = ''): Message => ({
  key,
  role: 'assistant',
  index: 0,
  blocks: [{ kind: 'text', id: 'b', text, note: false }],
  attachments: [],
  at: null,
  origin: 'person',
  durationMs: null,
  model: null,
  partial: false,
});

const slice = (part: Partial<TranscriptSlice>): TranscriptSlice => ({
  status: 'ready',
  messages: [],
  pending: null,
  live: null,
  hasOlder: false,
  loadingOlder: false,
  ...part,
});

describe('rows of a transcript', () => {
  const live: LiveTurn = { key: 'turn', run: 'r', blocks: [], tail: null, startedAt: null, ended: false };

  it('are messages, prompt and running turn, each once', () => {
    const messages = [message('a'), message('b')];
    const rows = rowsOf(slice({ messages, pending: message('p'), live }), []);
    assert.deepEqual(
      rows.map(({ key }) => key),
      ['a', 'b', 'p', 'turn'],
    );
    const settled = rowsOf(
      slice({ messages: [...messages, message('p'), message('turn')], pending: message('p'), live }),
      rows,
    );
    assert.deepEqual(
      settled.map(({ key, live: one }) => [key, one]),
      [
        ['a', null],
        ['b', null],
        ['p', null],
        ['turn', null],
      ],
    );
    assert.equal(rowIndex(rows, 'p'), 2);
    assert.equal(rowIndex(rows, 'x'), -1);
  });

  it('are the same objects, and the same list, while nothing differs', () => {
    const messages = [message('a'), message('b')];
    const rows = rowsOf(slice({ messages, live }), []);
    assert.equal(rowsOf(slice({ messages: [...messages], live }), rows), rows);
    const more = rowsOf(slice({ messages: [...messages, message('c')], live }), rows);
    assert.equal(more[0], rows[0]);
    assert.equal(more[1], rows[1]);
    assert.notEqual(more, rows);
    assert.notEqual(rowsOf(slice({ messages: messages.slice(0, 1), live: null }), rows), rows);
  });
});

describe('heights of rows', () => {
  it('are measured where known, estimated by length elsewhere, and always add up', () => {
    const texts = fc.array(fc.nat({ max: 20_000 }), { minLength: 1, maxLength: 60 });
    const measured = fc.array(fc.tuple(fc.nat({ max: 80 }), fc.integer({ min: 1, max: 900 })), { maxLength: 40 });
    fc.assert(
      fc.property(
        texts,
        measured,
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 200, max: 900 }),
        (sizes, known, more, width) => {
          const book = new RowHeights();
          const messages = sizes.map((size, at) => message(`m${at}`, 'x'.repeat(size)));
          const rows = rowsOf(slice({ messages }), []);
          book.set(rows);
          const add = () => {
            let sum = 0;
            for (let at = 0; at < book.count; at += 1) sum += book.at(at);
            assert.equal(Math.round(book.total), Math.round(sum));
            assert.equal(book.between(0, book.count), sum);
          };
          for (const [at, height] of known) {
            book.measure(at, height);
            if (at < sizes.length) assert.equal(book.at(at), height);
          }
          add();
          const older = Array.from({ length: more }, (_, at) => message(`o${at}`));
          const kept = known.length === 0 ? null : { key: `m${known.at(-1)![0]}`, height: known.at(-1)![1] };
          const prepended = rowsOf(slice({ messages: [...older, ...messages] }), rows);
          book.set(prepended);
          add();
          const at = kept === null ? -1 : rowIndex(prepended, kept.key);
          if (kept !== null && at >= 0) assert.equal(book.at(at), kept.height);
          book.setWidth(width);
          add();
        },
      ),
    );
  });

  it('are asked for a line: the row it is in, and where', () => {
    const book = new RowHeights();
    book.set(rowsOf(slice({ messages: ['a', 'b', 'c', 'd'].map((key) => message(key)) }), []));
    for (let at = 0; at < 4; at += 1) book.measure(at, 100);
    assert.deepEqual(book.find(0, 250), { index: 2, offset: 50 });
    assert.deepEqual(book.find(3, -250), { index: 0, offset: 50 });
    assert.deepEqual(book.find(1, 0), { index: 1, offset: 0 });
    assert.deepEqual(book.find(0, 1e6).index, 3);
    assert.deepEqual(book.find(0, -10), { index: 0, offset: -10 });
  });
});
