/** What the inspector says of one session: a list of names and values, only of what there is something to say of. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ConnectionInspection, SessionError, SessionInspection } from '../../runtime/index.js';
import type { LabelsController } from '../labels/labels-controller.js';
import { idCode } from './format.js';

type Fact = readonly [name: string, value: unknown];

export function sessionFacts(
  session: SessionInspection,
  connection: ConnectionInspection | undefined,
  at: number,
  labels: LabelsController,
): TemplateResult {
  const terms = labels.table('inspector');
  const facts: Fact[] = [
    [terms.key, ids([session.key])],
    [terms.aliases, session.aliases.length > 1 ? ids(session.aliases) : nothing],
    [terms.phase, html`<code data-fact="phase">${session.phase}</code> ${flags(session, labels)}`],
    [terms.status, html`<code>${session.status}</code>`],
    [terms.run, session.run === null ? nothing : html`${idCode(session.run)} ${started(session, at, labels)}`],
    [terms.activity, activity(session)],
    [terms.lastEnd, end(session, at, labels)],
    [terms.live, live(session, labels)],
    [terms.cursor, cursor(session)],
    [terms.transcript, transcript(session, labels)],
    [terms.link, html`<code>${session.link.status}</code>${retry(session.link.retryAt, at, labels)}`],
    [
      terms.connections,
      connection === undefined ? terms.none : html`<code>${connection.kind} ${connection.state}</code>`,
    ],
    [terms.error, error(session.error ?? session.link.error)],
    [terms.requests, requests(session, labels)],
    [terms.draft, session.draftCharacters === 0 ? nothing : characters(session.draftCharacters, labels)],
    [terms.outbox, outbox(session, labels)],
    [terms.wants, wants(session)],
    [terms.counts, html`<span data-fact="counts">${counts(session, labels)}</span>`],
    [terms.leases, html`<span data-fact="leases">${leases(session, labels)}</span>`],
    [terms.reads, reads(session, labels)],
  ];
  return html`<dl class="facts">
    ${facts.map(([name, value]) =>
      value === nothing
        ? nothing
        : html`<div>
            <dt>${name}</dt>
            <dd><bdi>${value}</bdi></dd>
          </div>`,
    )}
  </dl>`;
}

/** `2 dropped, 1 gaps`; "none" where nothing went wrong. */
export function counts(session: SessionInspection, labels: LabelsController): string {
  const terms = labels.table('inspector');
  const names = ['dropped', 'duplicate', 'gaps', 'unknown'] as const;
  const some = names.filter((name) => session.counts[name] > 0);
  return some.map((name) => `${labels.count(session.counts[name])} ${terms.countsBy[name]}`).join(', ') || terms.none;
}

function ids(all: readonly string[]): TemplateResult {
  return html`${all.map((id) => html`<code dir="ltr">${id}</code> `)}`;
}

function flags(session: SessionInspection, labels: LabelsController): string {
  const terms = labels.table('inspector');
  return [
    session.listed ? terms.listed : terms.unlisted,
    session.gone ? terms.gone : '',
    session.orphaned ? terms.orphaned : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function started(session: SessionInspection, at: number, labels: LabelsController): unknown {
  return session.startedAt === null ? nothing : labels.duration(at - session.startedAt);
}

function activity({ activity: now }: SessionInspection): unknown {
  if (now === null) return nothing;
  return html`<code>${now.kind}</code> ${now.label === null ? nothing : html`<bdi>${now.label}</bdi>`}`;
}

function end({ end: last }: SessionInspection, at: number, labels: LabelsController): unknown {
  if (last === null) return nothing;
  return html`<code>${last.outcome}</code> ${idCode(last.run)} ${labels.ago(last.at, at)} ${error(last.error)}`;
}

function live({ live: turn }: SessionInspection, labels: LabelsController): unknown {
  if (turn === null) return nothing;
  const said = labels.table('inspector').liveFacts(turn.blocks, labels.count(turn.tailCharacters));
  return html`${said}${turn.ended === null ? nothing : html` <code>${turn.ended}</code>`}`;
}

function cursor({ cursor: at }: SessionInspection): unknown {
  const marks = [at.unnumbered ? 'unnumbered' : '', at.hole === null ? '' : `hole=${at.hole.after}/${at.hole.reads}`];
  return html`<span data-fact="cursor">${at.seq}</span> ${at.run === null ? nothing : idCode(at.run)}
    ${marks.filter(Boolean).map((mark) => html`<code>${mark}</code> `)}`;
}

function transcript({ transcript: rows }: SessionInspection, labels: LabelsController): unknown {
  const said = labels.table('inspector').transcriptFacts(rows.rows, rows.offset, rows.total);
  return html`<code>${rows.status}</code> ${rows.status === 'unread' ? nothing : said}`;
}

function retry(retryAt: number | null, at: number, labels: LabelsController): unknown {
  return retryAt === null ? nothing : ` ${labels.term('retryIn', labels.duration(retryAt - at))}`;
}

function error(error: SessionError | null): unknown {
  if (error === null) return nothing;
  return html`<code>${error.code}${error.status === undefined ? '' : ` ${error.status}`}</code>
    <bdi>${error.detail}</bdi>`;
}

function requests({ requests: open, waiting }: SessionInspection, labels: LabelsController): unknown {
  const server = waiting.approval + waiting.question;
  if (open.length === 0 && server === 0) return nothing;
  return html`${labels.table('inspector').waiting(open.length, server)}
  ${open.map((one) => html`<span class="item"><code>${one.kind} ${one.state}</code> ${idCode(one.id)}</span>`)}`;
}

function outbox({ outbox: items }: SessionInspection, labels: LabelsController): unknown {
  if (items.length === 0) return nothing;
  return items.map(
    (item) =>
      html`<span class="item" data-fact="outbox"
        ><code>${item.state}</code> ${idCode(item.ref)} ${characters(item.characters, labels)}
        ${error(item.error)}</span
      >`,
  );
}

function characters(count: number, labels: LabelsController): string {
  return labels.table('inspector').characters(count, labels.count(count));
}

/** Named as in the record, with the logical time of the wish. */
function wants({ wants: all }: SessionInspection): unknown {
  const some = (['reload', 'requests', 'resync'] as const).filter((name) => all[name] > 0);
  return some.length === 0 ? nothing : some.map((name) => html`<code>${name}@${all[name]}</code> `);
}

function leases({ leases: held }: SessionInspection, labels: LabelsController): string {
  const terms = labels.table('inspector');
  const count = held.visible + held.hidden;
  if (count === 0) return held.lingering ? terms.lingering : terms.none;
  return terms.leasesOf(held.visible, held.hidden);
}

function reads({ reads: now }: SessionInspection, labels: LabelsController): unknown {
  if (now.session === 'none' && now.requests === 'none' && now.fruitless === 0) return nothing;
  const terms = labels.table('inspector');
  return html`<code>session ${now.session}</code> <code>requests ${now.requests}</code> ${
      now.fruitless === 0 ? nothing : terms.fruitless(now.fruitless)
    }`;
}
