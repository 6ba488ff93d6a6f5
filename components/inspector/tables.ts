/** The inspector's two tables: connections, and the events of one session. Each scrolls in a box of its own. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ConnectionInspection, EventInspection } from '../../runtime/index.js';
import type { LabelsController } from '../labels/labels-controller.js';
import { clockTime, idCode } from './format.js';

export function connectionTable(
  connections: readonly ConnectionInspection[],
  at: number,
  labels: LabelsController,
): TemplateResult {
  const terms = labels.table('inspector');
  const since = (time: number | null) => (time === null ? '–' : labels.duration(at - time));
  const shared = connections.some((one) => one.tab !== null || one.leading !== null);
  const head = [
    terms.kind,
    terms.session,
    terms.run,
    terms.state,
    terms.open,
    terms.alive,
    terms.failures,
    terms.retry,
  ];
  return box(
    terms.connections,
    [...head, ...(shared ? [terms.tab] : [])],
    connections.map(
      (one) =>
        html`<tr part="connection" data-kind=${one.kind} data-state=${one.state}>
          <td><code>${one.kind}</code></td>
          <td>${one.session === null ? '–' : idCode(one.session)}</td>
          <td>${one.run === null ? '–' : idCode(one.run)}</td>
          <td><code>${one.state}</code></td>
          <td>${since(one.openSince)}</td>
          <td>${since(one.aliveAt)}</td>
          <td>${labels.count(one.failures)}</td>
          <td>${one.retryAt === null ? '–' : labels.duration(one.retryAt - at)}</td>
          ${
            shared
              ? html`<td>
                  ${one.tab === null ? '–' : idCode(one.tab)} ${one.leading === true ? terms.leading : nothing}
                </td>`
              : nothing
          }
        </tr>`,
    ),
  );
}

/** Newest first: what one waits for appears where one looks. */
export function eventTable(events: readonly EventInspection[], labels: LabelsController): TemplateResult {
  const terms = labels.table('inspector');
  return box(
    terms.events,
    [terms.time, terms.event, terms.outcome, terms.number, terms.cursor, terms.run],
    events.toReversed().map(
      (event) =>
        html`<tr part="event" data-type=${event.type} data-outcome=${event.outcome}>
          <td class="time">${clockTime(labels.lang(), event.at)}</td>
          <td><code>${event.type}</code>${event.times === 1 ? nothing : html` ×${labels.count(event.times)}`}</td>
          <td class="outcome">${terms.outcomeBy[event.outcome]}</td>
          <td dir="ltr">${numbers(event)}</td>
          <td>${event.cursor}</td>
          <td>${event.run === null ? '–' : idCode(event.run)}</td>
        </tr>`,
    ),
  );
}

function numbers({ seq, seqTo }: EventInspection): string {
  if (seq === null) return '–';
  return seq === seqTo ? `${seq}` : `${seq}–${seqTo}`;
}

function box(name: string, head: readonly string[], rows: readonly TemplateResult[]): TemplateResult {
  return html`<div class="table scroll" role="region" tabindex="0" aria-label=${name}>
    <table>
      <thead>
        <tr>
          ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
