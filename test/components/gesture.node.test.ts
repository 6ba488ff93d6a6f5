import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  stepGesture,
  unseenGesture,
  type GestureEvent,
  type GestureVerdict,
  type Look,
} from '../../components/approval/gesture.js';

const seen: Look = { seenFrom: 0, covered: false };
const press = (at: number, part: Partial<Extract<GestureEvent, { type: 'pressed' }>> = {}): GestureEvent => ({
  type: 'pressed',
  control: 'once',
  at,
  trusted: true,
  repeat: false,
  look: seen,
  ...part,
});
const click = (at: number, part: Partial<Extract<GestureEvent, { type: 'clicked' }>> = {}): GestureEvent => ({
  type: 'clicked',
  control: 'once',
  at,
  trusted: true,
  device: true,
  look: seen,
  ...part,
});
const enter = (at: number, part: Partial<Extract<GestureEvent, { type: 'answered-by-key' }>> = {}): GestureEvent => ({
  type: 'answered-by-key',
  control: 'text',
  at,
  trusted: true,
  repeat: false,
  look: seen,
  ...part,
});
const shown: readonly GestureEvent[] = [{ type: 'unsettled', at: 0 }, { type: 'asked' }];
const unseen: Look = { seenFrom: null, covered: false };
const covered: Look = { seenFrom: 0, covered: true };

const cases: readonly [name: string, events: readonly GestureEvent[], verdict: GestureVerdict][] = [
  ['a press and its click, half a second after', [...shown, press(500), click(520)], 'consent'],
  ['a click of assistive technology, which has no press', [...shown, click(500, { device: false })], 'consent'],
  ['a press that began a millisecond too soon, however long it is held', [...shown, press(499), click(9_000)], 'early'],
  ['a click of assistive technology too soon', [...shown, click(499, { device: false })], 'early'],
  ['a card that was never on screen', [{ type: 'asked' }, press(900), click(920)], 'early'],
  ['a click no person made', [...shown, press(900), click(920, { trusted: false })], 'ignored'],
  ['a press no person made', [...shown, press(900, { trusted: false }), click(920)], 'ignored'],
  ['a press on another control', [...shown, press(900, { control: 'deny' }), click(920)], 'ignored'],
  ['a click by a device that pressed nothing here', [...shown, click(900)], 'ignored'],
  ['a key held down', [...shown, press(900, { repeat: true }), click(920)], 'ignored'],
  [
    'a held key after an honest press of it',
    [...shown, press(900), press(930, { repeat: true }), click(940)],
    'ignored',
  ],
  [
    'Enter that went down elsewhere, focus moved here',
    [...shown, { type: 'other-key', at: 900, down: true }, click(901, { device: false })],
    'ignored',
  ],
  [
    'Space that went down elsewhere, and comes up here',
    [
      ...shown,
      { type: 'other-key', at: 900, down: true },
      { type: 'other-key', at: 990, down: false },
      click(990, { device: false }),
    ],
    'ignored',
  ],
  [
    'assistive technology, some time after a key elsewhere',
    [
      ...shown,
      { type: 'other-key', at: 900, down: true },
      { type: 'other-key', at: 950, down: false },
      click(1_100, { device: false }),
    ],
    'consent',
  ],
  ['a card that moved under the press', [...shown, press(900), { type: 'unsettled', at: 910 }, click(920)], 'changed'],
  [
    'a card that asks something else under the press',
    [...shown, press(900), { type: 'replaced', at: 910 }, { type: 'asked' }, click(2_000)],
    'changed',
  ],
  ['a card that moved before the press', [...shown, { type: 'unsettled', at: 600 }, press(900), click(920)], 'early'],
  ['a control not in view', [...shown, press(900, { look: unseen }), click(920, { look: unseen })], 'covered'],
  ['a control that went out of view under the press', [...shown, press(900), click(920, { look: unseen })], 'covered'],
  [
    'a control out of view and back under the press',
    [...shown, press(900), click(920, { look: { seenFrom: 910, covered: false } })],
    'covered',
  ],
  ['something over the control at the press', [...shown, press(900, { look: covered }), click(920)], 'covered'],
  ['something over the control at the click', [...shown, press(900), click(920, { look: covered })], 'covered'],
  [
    'a control that came into view too late',
    [
      ...shown,
      press(900, { look: { seenFrom: 401, covered: false } }),
      click(920, { look: { seenFrom: 401, covered: false } }),
    ],
    'early',
  ],
  ['a question that was not in view', [{ type: 'unsettled', at: 0 }, press(900), click(920)], 'unread'],
  [
    'a question that was replaced and not seen since',
    [...shown, { type: 'replaced', at: 100 }, press(900), click(920)],
    'unread',
  ],
  ['Enter in its text field', [...shown, enter(500)], 'consent'],
  ['Enter in its text field, held down', [...shown, enter(500, { repeat: true })], 'ignored'],
  ['Enter in its text field, by script', [...shown, enter(500, { trusted: false })], 'ignored'],
  ['Enter in its text field, too soon', [...shown, enter(499)], 'early'],
];

describe('gesture: what counts as consent', () => {
  for (const [name, events, verdict] of cases)
    it(`${name}: ${verdict}`, () => {
      let state = unseenGesture;
      let last: GestureVerdict | null = null;
      for (const event of events) ({ state, verdict: last } = stepGesture(state, event));
      assert.equal(last, verdict);
      assert.equal(state.press, null, 'a press is used once');
    });

  it('takes one press for one click', () => {
    let state = unseenGesture;
    const verdicts: (GestureVerdict | null)[] = [];
    for (const event of [...shown, press(900), click(910), click(911)]) {
      const step = stepGesture(state, event);
      state = step.state;
      verdicts.push(step.verdict);
    }
    assert.deepEqual(verdicts.slice(-2), ['consent', 'ignored']);
  });
});
