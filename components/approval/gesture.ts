/**
 * Decides whether pressing a control is a person's consent to what its card says (I-12). Pure: what was seen and when
 * comes in with the events, from gesture-watch.ts.
 *
 * A press counts when the browser says a person made it, when it *began* on that very control, and when by then the
 * control had been in full view, and the card had stood still and asked the same, for half a second. A click already
 * under way when a card appears, or when one card moves up into the place of another, is meant for something else.
 */

/** What a press must have waited for since the card appeared, moved or changed what it asks. Milliseconds. */
export const SETTLE_MS = 500;
/** A click this soon after a key that was pressed elsewhere comes from that key. Milliseconds. */
const KEY_ECHO_MS = 100;

/**
 * Where "now" and "a person did this" come from. The strict one is what ships; hosts that drive their own pages by
 * script, and tests, may put another in `gestureGuard`. One that accepts everything lets any script on the page consent.
 */
export interface GestureGuard {
  /** Milliseconds on a clock that only goes forward. */
  now(): number;
  /** A person made this event. */
  accepts(event: Event): boolean;
  /** True: whether the card can be seen is not looked at. Absent: it is. */
  readonly assumeSeen?: boolean;
}

export const strictGuard: GestureGuard = {
  now: () => performance.now(),
  accepts: (event) => event.isTrusted,
};

/**
 * `ignored`: not a person, or not this control. All others are a person whose press does not count, and who is told why:
 * `early`: too soon to have read what was asked; `changed`: it changed or moved under the press; `covered`: the control
 * could not be seen; `unread`: what is asked has not been in view.
 */
export type GestureVerdict = 'consent' | 'ignored' | 'early' | 'changed' | 'covered' | 'unread';

/** What could be seen of a control at one moment. */
export interface Look {
  /** Since when it has been in full view; null: it is not. */
  readonly seenFrom: number | null;
  /** Something lies over the place that was pressed. */
  readonly covered: boolean;
}

interface Press {
  readonly control: unknown;
  readonly at: number;
  readonly trusted: boolean;
  readonly look: Look;
}

export interface GestureState {
  /** When the card last appeared, moved, or asked something else; infinite: it has not been on screen. */
  readonly stillFrom: number;
  /** What is asked has been in view since it last changed. */
  readonly asked: boolean;
  /** The last Enter or Space that was not pressed on a control of this card. */
  readonly otherKey: { readonly down: boolean; readonly at: number } | null;
  readonly press: Press | null;
}

export type GestureEvent =
  /** The card appeared, moved, or came back. */
  | { readonly type: 'unsettled'; readonly at: number }
  /** It asks something else: text, choices, session, order. */
  | { readonly type: 'replaced'; readonly at: number }
  | { readonly type: 'asked' }
  | { readonly type: 'other-key'; readonly at: number; readonly down: boolean }
  | ({ readonly type: 'pressed'; readonly repeat: boolean } & Press)
  /** `device`: by mouse, pen or finger, which can't click what it did not press. */
  | ({ readonly type: 'clicked'; readonly device: boolean } & Press)
  /** A key that is the answer itself: Enter in a text field. */
  | ({ readonly type: 'answered-by-key'; readonly repeat: boolean } & Press);

export const unseenGesture: GestureState = {
  stillFrom: Number.POSITIVE_INFINITY,
  asked: false,
  otherKey: null,
  press: null,
};

export interface GestureStep {
  readonly state: GestureState;
  /** Null: nothing was decided. */
  readonly verdict: GestureVerdict | null;
}

export function stepGesture(state: GestureState, event: GestureEvent): GestureStep {
  switch (event.type) {
    case 'unsettled':
      return undecided({ ...state, stillFrom: event.at });
    case 'replaced':
      return undecided({ ...state, stillFrom: event.at, asked: false });
    case 'asked':
      return undecided(state.asked ? state : { ...state, asked: true });
    case 'other-key':
      return undecided({ ...state, otherKey: { down: event.down, at: event.at } });
    case 'pressed':
      // A key held down was pressed for something else, whatever it began.
      return undecided({ ...state, press: event.repeat ? null : pressOf(event) });
    case 'clicked':
      return { state: { ...state, press: null }, verdict: clickVerdict(state, event) };
    case 'answered-by-key':
      return {
        state: { ...state, press: null },
        verdict: event.repeat || !event.trusted ? 'ignored' : judge(state, event, event.look),
      };
  }
}

function undecided(state: GestureState): GestureStep {
  return { state, verdict: null };
}

function pressOf({ control, at, trusted, look }: Press): Press {
  return { control, at, trusted, look };
}

/**
 * A click without a press comes from assistive technology, which activates the control it names: it begins with itself.
 * Those that only look so are told apart: a device captured by script, and a key whose focus was moved while it was down.
 */
function clickVerdict({ press, ...state }: GestureState, event: Press & { readonly device: boolean }): GestureVerdict {
  if (!event.trusted) return 'ignored';
  if (press !== null)
    return press.control === event.control && press.trusted ? judge(state, press, event.look) : 'ignored';
  const { otherKey } = state;
  if (event.device || (otherKey !== null && (otherKey.down || event.at - otherKey.at < KEY_ECHO_MS))) return 'ignored';
  return judge(state, event, event.look);
}

function judge(state: Omit<GestureState, 'press'>, press: Press, now: Look): GestureVerdict {
  if (state.stillFrom > press.at) return Number.isFinite(state.stillFrom) ? 'changed' : 'early';
  const { seenFrom } = press.look;
  if (press.look.covered || now.covered || seenFrom === null || now.seenFrom === null) return 'covered';
  if (now.seenFrom > press.at) return 'covered';
  if (press.at - Math.max(state.stillFrom, seenFrom) < SETTLE_MS) return 'early';
  return state.asked ? 'consent' : 'unread';
}
