/**
 * The standalone page: a sidebar, one to four panes, an inbox. Everything a session does is the elements' and the
 * registry's; this page only says which session stands where, and keeps that in the address.
 */
import { effect } from '@preact/signals-core';
import {
  sessionRegistry,
  type HermesApproval,
  type HermesPane,
  type HermesSidebar,
} from '../../components/define/all.js';
import { address, readAddress } from './address.js';
import { startTheme } from './theme.js';
import { defineSummary } from './summary.js';

const sidebar = document.querySelector<HermesSidebar>('hermes-sidebar')!;
const inbox = document.querySelector<HTMLElement>('#inbox')!;
const approval = inbox.querySelector<HermesApproval>('hermes-approval')!;
const place = document.querySelector<HTMLElement>('#panes')!;
const wanted = readAddress(location.href);
const panes = Array.from({ length: wanted.panes }, (_, at) => makePane(at));
let current = 0;

function makePane(at: number): HermesPane {
  const slot = document.createElement('section');
  slot.className = 'slot';
  slot.ariaLabel = wanted.panes === 1 ? 'Session' : `Pane ${at + 1}`;
  const pane = document.createElement('hermes-pane');
  pane.id = `pane-${at + 1}`;
  slot.append(pane);
  slot.addEventListener('focusin', () => choose(at));
  slot.addEventListener('pointerdown', () => choose(at));
  place.append(slot);
  return pane;
}

/** The pane the sidebar and the inbox point from now on. */
function choose(at: number): void {
  current = at;
  const pane = panes[at]!;
  sidebar.for = pane.id;
  approval.for = pane.id;
  sidebar.sessionId = pane.sessionId;
  panes.forEach((other, index) => other.parentElement?.setAttribute('aria-current', String(index === at)));
}

function show(sessions: readonly (string | null)[]): void {
  panes.forEach((pane, at) => {
    pane.sessionId = sessions[at] ?? null;
  });
  sidebar.sessionId = panes[current]!.sessionId;
  view(panes[current]!.sessionId === null ? 'list' : 'pane');
}

/** Which of the two a narrow page shows. Focus does not stay behind in the one that is gone. */
function view(which: 'list' | 'pane'): void {
  const left = document.body.dataset['view'] === which ? null : document.activeElement;
  document.body.dataset['view'] = which;
  if (!left || left === document.body || left.checkVisibility()) return;
  if (which === 'pane') place.focus();
  else sidebar.shadowRoot?.querySelector<HTMLElement>('[part~="search"]')?.focus();
}

/** Ids as the server uses them now: a link that is shared keeps working after the id was rotated. */
function shown(): readonly (string | null)[] {
  return panes.map((pane) => {
    const id = pane.sessionId;
    return id === null ? null : (sessionRegistry.peek(id)?.meta.peek().id ?? id);
  });
}

function write(how: 'push' | 'replace'): void {
  const url = address(location.href, { panes: panes.length, sessions: shown() });
  if (url === location.href) return;
  if (how === 'push') history.pushState(null, '', url);
  else history.replaceState(null, '', url);
}

place.dataset['count'] = String(panes.length);
choose(0);
show(wanted.sessions);
if (wanted.message) panes[0]!.message = wanted.message;
defineSummary();
startTheme(document.querySelector<HTMLSelectElement>('#theme')!);

document.addEventListener('hermes-session-select', (event) => {
  // The element that fired points the pane after its event; a veto leaves all as it is.
  void Promise.resolve().then(() => {
    if (event.defaultPrevented) return;
    sidebar.sessionId = panes[current]!.sessionId;
    view('pane');
    if (inbox.matches(':popover-open')) inbox.hidePopover();
    write('push');
  });
});

window.addEventListener('popstate', () => show(readAddress(location.href).sessions));

document.querySelector('#back')!.addEventListener('click', () => view('list'));

// The session the page opens with, when the address names none and there is room for it.
const stopOpening = effect(() => {
  const first = sessionRegistry.sessions.value[0];
  if (!sessionRegistry.listed.value || !first) return;
  const narrow = matchMedia('(max-width: 700px)').matches;
  if (panes.every((pane) => pane.sessionId === null) && !narrow) {
    show([first.id]);
    write('replace');
  }
  void Promise.resolve().then(() => stopOpening());
});

effect(() => {
  const { needsYou, unread } = sessionRegistry.summary.value;
  const count = document.querySelector<HTMLElement>('#inbox-count')!;
  const open = sessionRegistry.inbox.value.length;
  count.hidden = open === 0;
  count.textContent = String(open);
  document.querySelector('#inbox-button')!.ariaLabel =
    open === 0 ? 'Inbox, nothing waits for you' : `Inbox, ${open} waiting for you`;
  const news = needsYou + unread;
  document.title = news === 0 ? 'Hermes' : `(${news}) Hermes`;
});

// `?inspect`: what the registry is doing, under the panes.
if (new URL(location.href).searchParams.has('inspect')) {
  void import('../../components/define/hermes-inspector.js').then(() => {
    const inspector = document.createElement('hermes-inspector');
    inspector.className = 'inspector';
    document.body.append(inspector);
    document.body.dataset['inspect'] = '';
  });
}

// Rotated in the background: the address follows.
effect(() => {
  for (const session of sessionRegistry.sessions.value) void session.aliases.value;
  write('replace');
});
