// Runs in the page: reads what a person sees there through the elements' public hooks. Every function here stands alone,
// because it is sent to the page as text.

/* global document, requestAnimationFrame, setTimeout, NodeFilter */

/**
 * Everything at one moment.
 *
 * @returns {Look}
 *
 * @typedef {{ key: string, role: 'user' | 'assistant' | 'system', live: boolean, folded: boolean, text: string, tools: number, notices: string[] }} Said
 * @typedef {{ id: string, session: string, kind: string, state: string, choices: string[] }} Card
 * @typedef {{
 *   session: string | null, phase: string | null, link: string | null, title: string, said: Said[], draft: string,
 *   queue: { state: string, text: string }[], notices: { kind: string, text: string }[], cards: Card[], needsYou: boolean,
 * }} Pane
 * @typedef {{ session: string, status: string, selected: boolean, title: string }} Row
 * @typedef {{ panes: Pane[], rows: Row[], inbox: Card[] | null, url: string }} Look
 */
export function readPage() {
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const within = (root, tag) => root?.querySelector(tag)?.shadowRoot ?? null;
  const words = (element) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
  // A paragraph ends a word, a change of emphasis does not.
  const prose = (root) => {
    const inline = new Set(['A', 'B', 'BDI', 'CODE', 'DEL', 'EM', 'I', 'MARK', 'SPAN', 'STRONG']);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    let text = '';
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === 3) text += node.parentElement?.closest('style, button') ? '' : node.data;
      else if (!inline.has(node.nodeName)) text += ' ';
    }
    return text.replace(/\s+/g, ' ').trim();
  };

  const saidOf = (element) => {
    const article = element.shadowRoot.querySelector('[part~="message"]');
    if (!article) return [];
    const texts = all(article, '.said, .text hermes-markdown').map((part) => prose(part.shadowRoot ?? part));
    return [
      {
        key: article.dataset.key,
        role: article.dataset.role,
        live: article.hasAttribute('data-live'),
        // Words between tools are out of sight with them.
        folded: article.querySelector('[part~="activity"][aria-expanded="false"]') !== null,
        text: texts.join(' ').trim(),
        tools: all(article, 'hermes-tool-card').length,
        notices: all(article, '[data-notice]').map((notice) => notice.dataset.notice),
      },
    ];
  };

  const cardsOf = (root) =>
    all(root, '[part~="card"]').map((card) => ({
      id: card.dataset.requestId,
      session: card.dataset.sessionId,
      kind: card.dataset.kind,
      state: card.dataset.state,
      choices: all(card.shadowRoot, '[part~="choice"]').map((choice) => choice.dataset.choice),
    }));

  const paneOf = (pane) => {
    const root = pane.shadowRoot;
    const transcript = within(root, 'hermes-transcript');
    const composer = within(root, 'hermes-composer');
    const approval = within(root, 'hermes-approval');
    return {
      session: pane.sessionId,
      phase: pane.getAttribute('data-phase'),
      link: pane.getAttribute('data-link'),
      title: words(root.querySelector('[part~="title"]')),
      said: transcript ? all(transcript, 'hermes-message').flatMap(saidOf) : [],
      draft: composer?.querySelector('[part~="input"]')?.value ?? '',
      queue: composer
        ? all(composer, '[part~="queue-item"]').map((item) => ({ state: item.dataset.state, text: words(item) }))
        : [],
      notices: all(root, '[part~="notice"]').map((notice) => ({ kind: notice.dataset.kind, text: words(notice) })),
      cards: approval ? cardsOf(approval) : [],
      needsYou: pane.matches(':state(needs-you)'),
    };
  };

  const sidebar = within(document, 'hermes-sidebar');
  const inbox = document.querySelector('hermes-approval:not([session-id])');
  return {
    panes: all(document, 'hermes-pane').map(paneOf),
    rows: sidebar
      ? all(sidebar, '[part~="row"]').map((row) => ({
          session: row.dataset.sessionId,
          status: row.dataset.status,
          selected: row.getAttribute('aria-current') === 'true',
          title: words(row.shadowRoot.querySelector('[part~="row-title"]')),
        }))
      : [],
    inbox: inbox ? cardsOf(inbox.shadowRoot) : null,
    url: document.location.href,
  };
}

/**
 * Where to click for an element found by a path of selectors, each in the shadow root of the one before; null when it
 * is not there, hidden, or something lies over it.
 *
 * @param {(string | [string, number])[]} path a selector, or a selector and which of the elements it finds
 * @returns {{ x: number, y: number } | null}
 */
export function pointOf(path) {
  let root = document;
  let element = null;
  for (const step of path) {
    const [selector, index] = typeof step === 'string' ? [step, 0] : step;
    element = root?.querySelectorAll(selector)[index] ?? null;
    if (!element) return null;
    root = element.shadowRoot;
  }
  element.scrollIntoView({ block: 'nearest' });
  const { left, top, width, height } = element.getBoundingClientRect();
  const x = left + width / 2;
  const y = top + height / 2;
  if (width === 0 || height === 0) return null;
  let hit = document.elementFromPoint(x, y);
  while (hit?.shadowRoot) {
    const inner = hit.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === hit) break;
    hit = inner;
  }
  for (let node = hit; node; node = node.parentNode ?? node.host) if (node === element) return { x, y };
  return null;
}

/**
 * Watches every frame from now on: that panes on one session say the same, and that what a turn says only grows.
 * What it finds is in `document.liveWatch`.
 */
export function watchFrames() {
  const textOf = (pane) => {
    const transcript = pane.shadowRoot.querySelector('hermes-transcript')?.shadowRoot;
    if (!transcript) return [];
    return [...transcript.querySelectorAll('hermes-message')].map((message) => {
      const article = message.shadowRoot.querySelector('[part~="message"]');
      if (!article) return '';
      const parts = [...article.querySelectorAll('.said, .text hermes-markdown')];
      return parts.map((part) => (part.shadowRoot ?? part).textContent.replace(/\s+/g, '')).join('');
    });
  };
  const watch = { frames: 0, compared: 0, moving: 0, unequal: [], shrunk: [] };
  document.liveWatch = watch;
  let before = new Map();
  const look = () => {
    if (document.liveWatch !== watch) return;
    watch.frames += 1;
    const seen = new Map();
    const now = new Map();
    let moved = false;
    for (const [index, pane] of [...document.querySelectorAll('hermes-pane')].entries()) {
      const session = pane.sessionId;
      const text = textOf(pane);
      const last = text.at(-1) ?? '';
      const was = before.get(`${index} ${session}`);
      now.set(`${index} ${session}`, text);
      if (was && was.length > 0 && text.length === was.length) {
        const old = was.at(-1);
        if (old !== last) moved = true;
        if (!last.startsWith(old) && watch.shrunk.length < 3) watch.shrunk.push([old.slice(-60), last.slice(-60)]);
      }
      const other = seen.get(session);
      seen.set(session, text);
      if (other === undefined) continue;
      watch.compared += 1;
      if (other.join('\n') !== text.join('\n') && watch.unequal.length < 3) {
        watch.unequal.push([other.map((one) => one.length), text.map((one) => one.length)]);
      }
    }
    if (moved) watch.moving += 1;
    before = now;
    requestAnimationFrame(() => setTimeout(look));
  };
  look();
}

/** @returns {{ frames: number, compared: number, moving: number, unequal: unknown[], shrunk: unknown[] }} */
export function framesWatched() {
  const watch = document.liveWatch;
  document.liveWatch = null;
  return watch;
}
