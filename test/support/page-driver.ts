/**
 * The demo's standalone page as a person sees and uses it: rows, panes, messages, cards, through the public hooks of the
 * elements only. Nothing here knows the registry.
 */
import { sendMouse } from '@web/test-runner-commands';
import { PageFrame, type FrameOptions } from './page-frame.js';
import { inWords } from './said.js';
import { until } from './until.js';

/** The `.said`, the answers and the markers of a message; not thinking, tool cards and times. */
const SAID = '.said, .text > hermes-markdown, [data-notice]:not([data-notice^="compress"]) .notice-text';

export class DemoPage {
  readonly frame: PageFrame;

  private constructor(frame: PageFrame) {
    this.frame = frame;
  }

  /** Opens the page and waits for the first list. `query` is `?session=…` or empty. */
  static async open(demoUrl: string, query = '', options?: FrameOptions): Promise<DemoPage> {
    const page = new DemoPage(await PageFrame.open(`${demoUrl}${query}`, options));
    await page.#listed();
    return page;
  }

  async reload(): Promise<void> {
    await this.frame.reload();
    await this.#listed();
  }

  close(): void {
    this.frame.close();
  }

  /** One row may be there before the list is: that of the session the address names. */
  #listed(): Promise<void> {
    const list = () => this.frame.one('hermes-sidebar').shadowRoot?.querySelector('.list[aria-busy="false"]');
    return until('the list is there', () => !!list() && this.rows().length > 0);
  }

  rows(): Row[] {
    const sidebar = this.frame.one('hermes-sidebar');
    return [...shadow(sidebar).querySelectorAll<HTMLElement>('[part~="row"]')].map((element) => new Row(element));
  }

  /** The row of a session, by its key or its title; throws unless there is exactly one. */
  row(name: string): Row {
    const found = this.rows().filter((row) => row.session === name || row.title === name);
    if (found.length !== 1) throw new Error(`${found.length} rows for ${name}`);
    return found[0]!;
  }

  hasRow(name: string): boolean {
    return this.rows().some((row) => row.session === name || row.title === name);
  }

  /** Chooses a session in the list and waits until the pane shows it. */
  async select(name: string): Promise<void> {
    const row = this.row(name);
    row.press();
    await until(`${name} is shown`, () => row.selected && this.panes().some((pane) => pane.shows(row.session)));
  }

  /** Panes from left to right; `pane()` is the first. */
  panes(): Pane[] {
    return this.frame.all('hermes-pane').map((element) => new Pane(element));
  }

  pane(at = 0): Pane {
    const pane = this.panes()[at];
    if (!pane) throw new Error(`no pane ${at}`);
    return pane;
  }

  /** Cards of the inbox, whether it is open or not. */
  inboxCards(): HTMLElement[] {
    return cardsIn(this.frame.one('#inbox hermes-approval'));
  }

  async openInbox(): Promise<void> {
    await this.click(this.frame.one('#inbox-button'));
    await until('the inbox is open', () => this.frame.one('#inbox').matches(':popover-open'));
  }

  get sessionInUrl(): string | null {
    return this.frame.url.searchParams.get('session');
  }

  /** A real mouse on the middle of an element. */
  async click(element: HTMLElement): Promise<void> {
    element.scrollIntoView({ block: 'nearest' });
    const { left, top, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0) throw new Error(`nothing to click at: ${element.outerHTML.slice(0, 120)}`);
    await sendMouse({ type: 'click', position: [Math.round(left + width / 2), Math.round(top + height / 2)] });
  }

  /** Resolves when a person would have had the time to read what is there: a card takes no answer before. */
  async standsStill(element: HTMLElement): Promise<void> {
    element.scrollIntoView({ block: 'nearest' });
    const place = () => JSON.stringify(element.getBoundingClientRect());
    let last = place();
    let since = performance.now();
    await until('the card stands still', () => {
      if (place() !== last) {
        last = place();
        since = performance.now();
      }
      return performance.now() - since > 600;
    });
  }

  /** A real mouse on a choice of a card that has stood still. */
  async choose(card: HTMLElement, choice: string): Promise<void> {
    const button = shadow(card).querySelector<HTMLElement>(`[part~="choice"][data-choice="${choice}"]`);
    if (!button) throw new Error(`no choice ${choice}`);
    await this.standsStill(button);
    await this.click(button);
  }
}

export class Row {
  readonly element: HTMLElement;

  constructor(element: HTMLElement) {
    this.element = element;
  }

  get session(): string {
    return this.element.dataset['sessionId'] ?? '';
  }

  get status(): string {
    return this.element.dataset['status'] ?? '';
  }

  get title(): string {
    return shadow(this.element).querySelector('[part~="row-title"]')?.textContent?.trim() ?? '';
  }

  get selected(): boolean {
    return this.element.getAttribute('aria-current') === 'true';
  }

  press(): void {
    shadow(this.element).querySelector<HTMLElement>('[part~="row-main"]')!.click();
  }
}

export interface Said {
  readonly key: string;
  readonly role: string;
  readonly live: boolean;
  readonly text: string;
}

export class Pane {
  readonly element: HTMLElement;

  constructor(element: HTMLElement) {
    this.element = element;
  }

  /** As the property says it: a host that sets the property leaves the attribute as it was. */
  get session(): string | null {
    return (this.element as { sessionId?: string | null }).sessionId ?? null;
  }

  get phase(): string | null {
    return this.element.dataset['phase'] ?? null;
  }

  get link(): string | null {
    return this.element.dataset['link'] ?? null;
  }

  get title(): string {
    return this.#within('[part~="title"]')?.textContent?.trim() ?? '';
  }

  /** It is on this session and has drawn what there is of it. */
  shows(session: string): boolean {
    return this.session === session && this.phase !== null && this.phase !== 'unknown';
  }

  get input(): HTMLTextAreaElement {
    const composer = this.#within('hermes-composer');
    const input = composer && shadow(composer).querySelector<HTMLTextAreaElement>('[part~="input"]');
    if (!input) throw new Error('the pane has no input');
    return input;
  }

  get draft(): string {
    return this.input.value;
  }

  get queue(): HTMLElement[] {
    const composer = this.#within('hermes-composer');
    return composer ? [...shadow(composer).querySelectorAll<HTMLElement>('[part~="queue-item"]')] : [];
  }

  /** Types as a keyboard does: the textarea changes, then says so. */
  type(text: string): void {
    const { input } = this;
    const { InputEvent } = realmOf(input);
    input.value += text;
    input.dispatchEvent(
      new InputEvent('input', { bubbles: true, composed: true, data: text, inputType: 'insertText' }),
    );
  }

  enter(): void {
    const { input } = this;
    const { KeyboardEvent } = realmOf(input);
    const key = { key: 'Enter', code: 'Enter', bubbles: true, composed: true, cancelable: true };
    input.dispatchEvent(new KeyboardEvent('keydown', key));
    input.dispatchEvent(new KeyboardEvent('keyup', key));
  }

  /** Types, presses Enter, and waits until the pane says that it runs. */
  async send(text: string): Promise<void> {
    await until('the input takes text', () => !this.input.readOnly);
    this.type(text);
    this.enter();
    await until(
      `"${text}" is out`,
      () => this.draft === '' && this.messages().some((one) => one.text === inWords(text)),
    );
  }

  stopButton(): HTMLElement | null {
    const composer = this.#within('hermes-composer');
    return composer && shadow(composer).querySelector<HTMLElement>('[part~="stop"]');
  }

  /** There while a lost turn may go on. */
  continueButton(): HTMLElement | null {
    return this.#within('[part~="continue"]');
  }

  transcript(): HTMLElement {
    return this.#within('hermes-transcript')!;
  }

  messages(): Said[] {
    return [...shadow(this.transcript()).querySelectorAll<HTMLElement>('hermes-message')].flatMap((element) => {
      const article = shadow(element).querySelector<HTMLElement>('[part~="message"]');
      if (!article) return [];
      const texts = [...article.querySelectorAll<HTMLElement>(SAID)].map((part) => prose(part.shadowRoot ?? part));
      return [
        {
          key: article.dataset['key'] ?? '',
          role: article.dataset['role'] ?? '',
          live: article.hasAttribute('data-live'),
          text: inWords(texts.join(' ')),
        },
      ];
    });
  }

  /** All that is said, in order. */
  text(): string {
    return inWords(
      this.messages()
        .map((message) => message.text)
        .join(' '),
    );
  }

  /** What the running turn says so far. */
  liveText(): string {
    return this.messages().find((message) => message.live)?.text ?? '';
  }

  /** The kinds of the notes between what is said, in order: `error`, `stopped`, `compressed`… */
  markers(): string[] {
    return [...shadow(this.transcript()).querySelectorAll('hermes-message')].flatMap((element) =>
      [...shadow(element).querySelectorAll<HTMLElement>('[data-notice]')].map(
        (notice) => notice.dataset['notice'] ?? '',
      ),
    );
  }

  /** Everything drawn in the conversation, tool cards and all: equal for panes that show the same. */
  picture(): string {
    const content = shadow(this.transcript()).querySelector('.content');
    return content ? pictureOf(content) : '';
  }

  cards(): HTMLElement[] {
    const approval = this.#within('hermes-approval');
    return approval ? cardsIn(approval) : [];
  }

  notices(): string[] {
    return [...shadow(this.element).querySelectorAll<HTMLElement>('[part~="notice"]')].map(
      (notice) => `${notice.dataset['kind']}: ${notice.textContent?.replace(/\s+/g, ' ').trim()}`,
    );
  }

  #within(selector: string): HTMLElement | null {
    return shadow(this.element).querySelector<HTMLElement>(selector);
  }
}

export function shadow(element: Element): ShadowRoot {
  if (!element.shadowRoot) throw new Error(`<${element.localName}> is not drawn`);
  return element.shadowRoot;
}

function cardsIn(approval: HTMLElement): HTMLElement[] {
  return [...shadow(approval).querySelectorAll<HTMLElement>('[part~="card"]')];
}

function realmOf(element: Element): Window & typeof globalThis {
  return element.ownerDocument.defaultView!;
}

function pictureOf(element: Element): string {
  const inside = [...(element.shadowRoot ?? element).childNodes].map((node) => {
    if (node.nodeType === Node.TEXT_NODE) return (node as Text).data.replace(/\s+/g, ' ');
    return node.nodeType === Node.ELEMENT_NODE && node.nodeName !== 'STYLE' ? pictureOf(node as Element) : '';
  });
  const data = Object.entries((element as HTMLElement).dataset ?? {}).map(([name, value]) => ` ${name}=${value}`);
  return `<${element.localName}${data.join('')}>${inside.join('')}</>`;
}

const INLINE = new Set(['A', 'B', 'BDI', 'CODE', 'DEL', 'EM', 'I', 'MARK', 'SPAN', 'STRONG']);

/** A paragraph ends a word, a change of emphasis does not. */
function prose(root: Node): string {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  let text = '';
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE)
      text += node.parentElement?.closest('style, button') ? '' : (node as Text).data;
    else if (!INLINE.has(node.nodeName)) text += ' ';
  }
  return text;
}
