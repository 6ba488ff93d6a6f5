/**
 * The record as signals. Each slice is made when somebody first asks for it, so that ten thousand listed sessions cost
 * little; afterwards one `batch()` per event writes those that changed, by identity.
 *
 * Only `SessionRecord` calls `update`. A subscriber that throws must not stop the server's next event: its error is
 * reported to the page and the record goes on.
 */
import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import { reportFault } from '../environment.js';
import type { ComposerSlice, OutboxItem } from './composer.js';
import { queueWaitsFor } from './derive.js';
import { inputKeyOf } from './outbox-reducer.js';
import type { ConsentSlice, RequestsSlice } from './requests.js';
import { waitingCount } from './requests-reducer.js';
import type { SessionState } from './state.js';
import type { LiveTail, LiveTurn, Message, TranscriptSlice } from './transcript.js';

type Select<T> = (state: SessionState) => T;

export class Projection {
  #state: SessionState;
  readonly #slices = new Map<string, { readonly target: Signal<unknown>; readonly select: Select<unknown> }>();
  readonly #transcript = memoize(selectTranscriptInputs, (inputs) => this.#composeTranscript(inputs));
  readonly #requests = memoize(
    (state: SessionState) => [state.requests] as const,
    ([requests]): RequestsSlice => ({ open: requests.open, waiting: waitingCount(requests), closed: requests.closed }),
  );
  readonly #consent = memoize(
    ({ consent: { autoApprove, changing, error } }: SessionState) => [autoApprove, changing, error] as const,
    ([autoApprove, changing, error]): ConsentSlice => ({ autoApprove, changing, error }),
  );
  readonly #composer = memoize(
    (state: SessionState) => [state.draft, state.files, state.outbox, queueWaitsFor(state)] as const,
    ([draft, files, outbox, waitsFor]): ComposerSlice => ({ draft, files, outbox, waitsFor }),
  );
  #tail: { readonly owner: string; readonly slice: LiveTail; readonly text: Signal<string> } | null = null;

  constructor(state: SessionState) {
    this.#state = state;
  }

  get transcript(): ReadonlySignal<TranscriptSlice> {
    return this.slice('transcript', this.#transcript);
  }

  get requests(): ReadonlySignal<RequestsSlice> {
    return this.slice('requests', this.#requests);
  }

  get consent(): ReadonlySignal<ConsentSlice> {
    return this.slice('consent', this.#consent);
  }

  get composer(): ReadonlySignal<ComposerSlice> {
    return this.slice('composer', this.#composer);
  }

  /** A slice that is a part of the state, or cheap and equal by `===` when nothing changed. */
  slice<T>(name: string, select: Select<T>): ReadonlySignal<T> {
    const known = this.#slices.get(name);
    if (known) return known.target as Signal<T>;
    const target = signal(select(this.#state), { name });
    this.#slices.set(name, { target: target as Signal<unknown>, select });
    return target;
  }

  update(state: SessionState): void {
    this.#state = state;
    try {
      batch(() => {
        if (this.#tail && tailOwner(state) === this.#tail.owner) this.#tail.text.value = state.tailText;
        for (const { target, select } of this.#slices.values()) target.value = select(state);
      });
    } catch (error) {
      reportFault(error);
    }
  }

  /** As `update`, where the open text is all that changed. Its work does not depend on how many slices there are. */
  grow(state: SessionState): void {
    this.#state = state;
    if (!this.#tail || tailOwner(state) !== this.#tail.owner) return;
    try {
      this.#tail.text.value = state.tailText;
    } catch (error) {
      reportFault(error);
    }
  }

  #composeTranscript([transcript, live, submitting, starting]: ReturnType<
    typeof selectTranscriptInputs
  >): TranscriptSlice {
    const turn = live ? this.#liveTurn(live, this.#state.tailText) : null;
    const prompt = live?.input
      ? promptMessage(live.inputKey, live.input.text, live.input.attachments, live.startedAt, live.origin)
      : null;
    const sent =
      !live && submitting
        ? promptMessage(inputKeyOf(submitting.ref), submitting.text, namesOf(submitting), null, 'person')
        : null;
    return {
      status: transcript.status,
      messages:
        transcript.provisional.length > 0 ? [...transcript.messages, ...transcript.provisional] : transcript.messages,
      pending: prompt ?? (starting ? sent : null),
      live: turn,
      hasOlder: transcript.offset > 0,
      loadingOlder: transcript.loadingOlder,
    };
  }

  #liveTurn(live: NonNullable<SessionState['live']>, text: string): LiveTurn {
    return {
      key: live.key,
      run: live.run,
      blocks: live.blocks,
      tail: live.tail ? this.#tailSlice(live.tail, text) : null,
      startedAt: live.startedAt,
      ended: live.ended !== null,
    };
  }

  /** One signal for as long as this block is open; after that its text is a frozen block. */
  #tailSlice(tail: { readonly kind: 'text' | 'reasoning'; readonly id: string }, text: string): LiveTail {
    const owner = tailOwner(this.#state) ?? '';
    if (this.#tail?.owner !== owner) {
      const target = signal(text, { name: 'tail' });
      this.#tail = { owner, slice: { ...tail, text: target }, text: target };
    }
    return this.#tail.slice;
  }
}

function tailOwner(state: SessionState): string | null {
  return state.live?.tail ? `${state.live.run} ${state.live.tail.kind} ${state.live.tail.id}` : null;
}

function selectTranscriptInputs(state: SessionState) {
  return [
    state.transcript,
    state.live,
    state.outbox.find((item) => item.state === 'submitting') ?? null,
    state.run.phase === 'starting',
  ] as const;
}

function namesOf(item: OutboxItem): readonly string[] {
  return (item.attachments ?? []).map((file) => file.name);
}

function promptMessage(
  key: string,
  text: string,
  attachments: readonly string[],
  at: number | null,
  origin: Message['origin'],
): Message {
  return {
    key,
    role: 'user',
    index: null,
    blocks: [{ kind: 'text', id: 'b0', text, note: false }],
    attachments,
    at,
    origin,
    durationMs: null,
    model: null,
    partial: false,
  };
}

/** The same output as long as the inputs are the same by identity. */
function memoize<I extends readonly unknown[], T>(
  inputs: (state: SessionState) => I,
  compute: (inputs: I) => T,
): Select<T> {
  let last: { readonly inputs: I; readonly value: T } | null = null;
  return (state) => {
    const now = inputs(state);
    const known = last;
    if (known && now.every((input, at) => input === known.inputs[at])) return known.value;
    last = { inputs: now, value: compute(now) };
    return last.value;
  };
}
