/**
 * Recordings of a real server, played into cards: what they ask is what the server asks, a person's press sends what the
 * recorded client sent, and nothing that was answered, or is no longer asked, can be pressed again (I-10, I-11).
 */
import { expect, fixture, html } from '@open-wc/testing';
import '../../components/define/hermes-approval.js';
import type { GestureGuard } from '../../components/approval/gesture.js';
import type { HermesApproval } from '../../components/hermes-approval.js';
import { mapFrame } from '../../runtime/adapters/webui/map-frame.js';
import { mapPending } from '../../runtime/adapters/webui/map-request.js';
import { createWebuiTransport } from '../../runtime/adapters/webui/webui-transport.js';
import { browserEnvironment, type RequestAnswer } from '../../runtime/index.js';
import { SessionRecord } from '../../runtime/session/record.js';
import { until } from '../support/until.js';
import { fakeRegistry, fakeSession, type FakeSession } from './support/fake-session.js';

/** What of it a person sees, and how often the recorded client's answers are pressed. */
const TRACES = [
  { trace: 'approval', shows: true, presses: 3 },
  // The second of two was answered first there; here the head is.
  { trace: 'two-approvals', shows: true, presses: 3 },
  { trace: 'two-approvals-no-identity', shows: true, presses: 2 },
  { trace: 'clarify', shows: true, presses: 2 },
  { trace: 'cancel', shows: true, presses: 1 },
  // The server dies before it lists the request, and lists none afterwards.
  { trace: 'restart', shows: false, presses: 0 },
];

interface Line {
  readonly kind: string;
  readonly client?: string;
  readonly stream?: string;
  readonly path?: string;
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly partial?: string;
  readonly req?: { readonly method: string; readonly path: string; readonly body?: Record<string, string> };
  /** `body` is JSON as an object where it was JSON, else text. */
  readonly res?: { readonly status: number; readonly body: unknown };
}

const bodyText = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

/** One session of a recording, with its cards. */
class Recorded {
  readonly record: SessionRecord;
  readonly session: FakeSession;
  readonly element: HermesApproval;
  /** What the server last said that it waits for, by kind. */
  readonly asked = new Map<string, string | null>();
  readonly sent: Record<string, string>[] = [];
  /** The recorded answer to what is sent next. */
  reply: Line['res'];
  #tick = 0;

  private constructor(id: string, record: SessionRecord, session: FakeSession, element: HermesApproval) {
    this.record = record;
    this.session = session;
    this.element = element;
    const environment = {
      ...browserEnvironment(),
      fetch: (_input: unknown, init?: RequestInit) => {
        this.sent.push(JSON.parse(String(init?.body)) as Record<string, string>);
        return Promise.resolve(new Response(bodyText(this.reply!.body), { status: this.reply!.status }));
      },
    };
    const transport = createWebuiTransport({ environment, baseUrl: '/nowhere/' });
    (session as { answer: unknown }).answer = async (request: string, answer: RequestAnswer) => {
      const open = record.state.requests.open.find((one) => one.id === request)!;
      record.dispatch({ type: 'answer.submitted', request, answer });
      const result = await transport.answer(id, open, answer);
      if (result.kind === 'failed') record.dispatch({ type: 'answer.failed', request, error: result.error });
      else record.dispatch({ type: result.kind === 'accepted' ? 'answer.accepted' : 'answer.gone', request });
    };
  }

  static async of(id: string): Promise<Recorded> {
    let tick = 0;
    const record = new SessionRecord(id, {
      stamp: () => ({ tick: ++tick, now: 1_700_000_000_000 + tick }),
      changed: () => undefined,
    });
    const session = fakeSession(id);
    Object.defineProperty(session, 'requests', {
      value: record.projection.slice('requests', (state) => state.requests),
    });
    const registry = fakeRegistry(session);
    let time = 0;
    const guard: GestureGuard = { assumeSeen: true, now: () => (time += 1000), accepts: () => true };
    const element = await fixture<HermesApproval>(
      html`<hermes-approval session-id=${id} .registry=${registry} .gestureGuard=${guard}></hermes-approval>`,
    );
    return new Recorded(id, record, session, element);
  }

  /** A new tick, later than all before: what a read that is asked for now is as of. */
  get now(): number {
    return (this.#tick += 1_000_000);
  }

  async drawn(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await this.element.updateComplete;
      await Promise.all(this.cards().map((card) => (card as any).updateComplete));
    }
  }

  cards(): readonly HTMLElement[] {
    return [...this.element.shadowRoot!.querySelectorAll<HTMLElement>('[part="card"]')];
  }

  /** Controls that would send something if a person pressed them. */
  armed(kind?: string): readonly HTMLElement[] {
    return this.cards()
      .filter((card) => kind === undefined || card.dataset['kind'] === kind)
      .flatMap((card) => [
        ...card.shadowRoot!.querySelectorAll<HTMLButtonElement>('[part~="choice"]:enabled, [part~="submit"]:enabled'),
      ]);
  }

  /** Whether this is an answer of the recorded client to something that a card offers now. */
  answers({ client, req }: Line): boolean {
    if (client !== 'A' || req === undefined || !req.path.endsWith('/respond')) return false;
    return req.body!['session_id'] === this.session.id && this.#control(req.body!) !== undefined;
  }

  /** Presses it, twice. */
  async press({ req, res }: Line): Promise<void> {
    const control = this.#control(req!.body!)!;
    this.reply = res;
    control.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    control.click();
    control.click();
    await until('the answer is in', () => this.record.state.requests.open.every(({ state }) => state !== 'submitting'));
  }

  #control(body: Readonly<Record<string, string>>): HTMLElement | undefined {
    const wanted = body['choice'] ?? body['response'];
    const request = this.record.state.requests.open.find(
      (one) => (one.wire['approval_id'] ?? one.id) === (body['approval_id'] ?? body['clarify_id']),
    );
    const card = this.cards().find(({ dataset }) => dataset['requestId'] === request?.id);
    return [...(card?.shadowRoot?.querySelectorAll<HTMLButtonElement>('[part~="choice"]:enabled') ?? [])].find(
      (button) => (button.dataset['choice'] ?? button.textContent?.trim()) === wanted,
    );
  }
}

async function linesOf(trace: string): Promise<readonly Line[]> {
  const text = await (await fetch(`/test/wire/${trace}.jsonl`)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

describe('recorded requests', () => {
  for (const { trace, shows, presses } of TRACES) {
    it(`${trace}: asks what the server asks, sends what was sent, and nothing twice`, async () => {
      const sessions = new Map<string, Recorded>();
      const streams = new Map<string, { session: string; run: string | null }>();
      const runs = new Map<string, string>();
      const at = async (id: string) => {
        if (!sessions.has(id)) sessions.set(id, await Recorded.of(id));
        return sessions.get(id)!;
      };
      let shown = 0;
      const used = new Set<Line>();
      const lines = await linesOf(trace);
      // What the cards offer is what the record has open.
      const compare = () => {
        for (const of of sessions.values()) {
          const { open } = of.record.state.requests;
          const offered = of.cards().filter(({ dataset }) => ['pending', 'failed'].includes(dataset['state']!));
          expect(offered.map(({ dataset }) => dataset['requestId'])).to.deep.equal(
            open.filter(({ state }) => state !== 'submitting').map(({ id }) => id),
          );
          for (const card of offered) {
            const request = open.find(({ id }) => id === card.dataset['requestId'])!;
            shown += 1;
            const asked = request.kind === 'approval' ? request.approval.command : request.question.text;
            expect(card.shadowRoot!.textContent).to.contain(asked);
          }
          for (const [kind, head] of of.asked)
            if (head === null) expect(of.armed(kind).length, `${kind} of ${of.session.id}`).to.equal(0);
        }
      };
      for (const [index, line] of lines.entries()) {
        const { req, res } = line;
        // There the questions come from the server's own test hook, outside of any run.
        if (trace === 'clarify' && (req?.path === '/api/chat/start' || line.stream?.startsWith('chat'))) continue;
        if (line.kind === 'http' && req?.path === '/api/chat/start' && res?.status === 200) {
          const run = (JSON.parse(bodyText(res.body)) as { stream_id: string }).stream_id;
          const session = req.body!['session_id']!;
          runs.set(run, session);
          (await at(session)).record.dispatch({
            type: 'run.started',
            session,
            run,
            origin: 'person',
            input: { text: req.body!['message']!, attachments: [] },
            startedAt: 1_700_000_000_000,
          });
        }
        if (line.kind === 'open' && line.client === 'A') {
          const query = new URL(line.path!, 'http://x').searchParams;
          const run = query.get('stream_id');
          const session = query.get('session_id') ?? runs.get(run ?? '');
          if (session !== undefined) streams.set(line.stream!, { session, run });
        }
        const stream = streams.get(line.stream ?? '');
        if (line.kind === 'frame' && line.partial === undefined && stream !== undefined) {
          const data = JSON.parse(line.data ?? 'null') as Record<string, unknown>;
          const of = await at(stream.session);
          const event = line.event ?? 'message';
          if (stream.run !== null) {
            const frame = { id: line.id ?? null, event, data };
            for (const each of mapFrame(frame, { session: stream.session, run: stream.run })) of.record.dispatch(each);
          } else if ('pending' in data) {
            const kind = line.stream!.startsWith('clarify') ? 'question' : 'approval';
            const { head, waiting } = mapPending(data, kind, stream.session);
            of.record.dispatch({ type: 'requests.listed', session: stream.session, asOf: of.now, kind, head, waiting });
            of.asked.set(kind, head?.id ?? null);
          }
          await of.drawn();
        }
        compare();
        // A person presses as soon as there is something to press, what the recorded client pressed later.
        for (const of of sessions.values()) {
          const answer = lines.find((later, place) => place > index && !used.has(later) && of.answers(later));
          if (answer === undefined) continue;
          used.add(answer);
          const before = of.sent.length;
          await of.press(answer);
          expect(of.sent.length, 'one answer, though pressed twice').to.equal(before + 1);
          for (const [name, value] of Object.entries(answer.req!.body!))
            expect(of.sent.at(-1)![name], name).to.equal(value);
          await of.drawn();
        }
        compare();
      }
      expect([shown > 0, used.size]).to.deep.equal([shows, presses]);
      for (const of of sessions.values()) expect(of.armed().length, `nothing is left of ${of.session.id}`).to.equal(0);
    });
  }
});
