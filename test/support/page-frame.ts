/**
 * A page of the demo in a frame of the test's own: same origin, so the test reaches in, and real, with its own policy.
 * Holds every complaint the page made since the document began: policy reports, errors, `console.error`.
 */
import { setViewport } from '@web/test-runner-commands';
import { until } from './until.js';

export interface FrameOptions {
  readonly width?: number;
  readonly height?: number;
}

type PageWindow = Window & typeof globalThis;

export class PageFrame {
  readonly #frame: HTMLIFrameElement;
  #reports: ReportingObserver | undefined;
  #heard: string[] = [];
  #violations = new Set<string>();
  #streams = 0;
  #mostStreams = 0;
  #asked: string[] = [];

  private constructor(frame: HTMLIFrameElement) {
    this.#frame = frame;
  }

  /** Opens a page and resolves when its scripts have run. Close it in the test's `afterEach`. */
  static async open(url: string, { width = 1200, height = 800 }: FrameOptions = {}): Promise<PageFrame> {
    await setViewport({ width, height });
    const frame = document.createElement('iframe');
    // At the very corner: a mouse in the frame then has the coordinates of the test page.
    frame.style.cssText = 'position:fixed;inset:0;border:0;margin:0;background:white';
    frame.width = String(width);
    frame.height = String(height);
    const page = new PageFrame(frame);
    await page.#load(() => {
      frame.src = url;
      document.body.append(frame);
    });
    return page;
  }

  get window(): PageWindow {
    return this.#frame.contentWindow as PageWindow;
  }

  get document(): Document {
    return this.window.document;
  }

  get url(): URL {
    return new URL(this.window.location.href);
  }

  /** What the page complained of: errors, rejections, `console.error`. */
  get errors(): readonly string[] {
    return this.#heard;
  }

  /** What the content security policy refused, from the first byte of the document on. */
  get violations(): readonly string[] {
    for (const report of this.#reports?.takeRecords() ?? []) this.#violations.add(reportText(report));
    return [...this.#violations];
  }

  /** Event streams asked for since the document began, by address. */
  get streamsAsked(): readonly string[] {
    return this.#asked;
  }

  /** Answers that were no success, with their status. */
  get failedRequests(): readonly string[] {
    return (this.window.performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter((entry) => entry.responseStatus >= 400)
      .map((entry) => `${entry.responseStatus} ${entry.name}`);
  }

  /**
   * The most event streams the page ever held at once, as the browser counts them: until aborted or at their end. (A
   * server hears of an abort later than of the next request, so its own count is higher for a moment.)
   */
  get mostStreams(): number {
    return this.#mostStreams;
  }

  reload(): Promise<void> {
    return this.#load(() => this.window.location.reload());
  }

  go(url: string): Promise<void> {
    return this.#load(() => this.window.location.assign(url));
  }

  close(): void {
    this.#reports?.disconnect();
    this.#frame.remove();
  }

  all<T extends HTMLElement = HTMLElement>(selector: string): T[] {
    return [...this.document.querySelectorAll<T>(selector)];
  }

  one<T extends HTMLElement = HTMLElement>(selector: string): T {
    const found = this.document.querySelector<T>(selector);
    if (!found) throw new Error(`the page has no ${selector}`);
    return found;
  }

  async #load(begin: () => void): Promise<void> {
    const before = this.#frame.contentDocument;
    let loaded = false;
    this.#frame.addEventListener('load', () => (loaded = true), { once: true });
    begin();
    // The new document is there long before its scripts are: what they say is heard from the start.
    let hooked = false;
    while (!loaded) {
      const { contentDocument } = this.#frame;
      if (!hooked && contentDocument && contentDocument !== before && contentDocument.URL !== 'about:blank') {
        hooked = true;
        this.#listen();
      }
      await task();
    }
    if (!hooked) this.#listen();
    // The page is read by a person: unread ends only where somebody looks.
    this.window.focus();
    await until('the page has focus', () => this.document.hasFocus());
  }

  #listen(): void {
    const { window } = this;
    this.#heard = [];
    this.#violations = new Set();
    this.#reports?.disconnect();
    this.#reports = new window.ReportingObserver(
      (reports) => reports.forEach((report) => this.#violations.add(reportText(report))),
      { types: ['csp-violation'], buffered: true },
    );
    this.#reports.observe();
    window.addEventListener('securitypolicyviolation', (event) => {
      this.#violations.add(`${event.effectiveDirective} ${event.blockedURI}`);
    });
    window.addEventListener('error', (event) => this.#heard.push(`error: ${event.message}`));
    window.addEventListener('unhandledrejection', (event) => this.#heard.push(`rejection: ${String(event.reason)}`));
    this.#countStreams();
    const { error } = window.console;
    window.console.error = (...what: unknown[]) => {
      this.#heard.push(`console.error: ${what.map(String).join(' ')}`);
      error.apply(window.console, what);
    };
  }

  #countStreams(): void {
    this.#streams = this.#mostStreams = 0;
    this.#asked = [];
    const { window } = this;
    const { fetch } = window;
    window.fetch = async (input, init) => {
      const url = new URL(
        typeof input === 'string' ? input : 'url' in input ? input.url : input.href,
        window.location.href,
      );
      if (!isStream(url)) return fetch.call(window, input, init);
      this.#asked.push(url.href);
      this.#streams += 1;
      this.#mostStreams = Math.max(this.#mostStreams, this.#streams);
      let open = true;
      const over = () => {
        if (open) this.#streams -= 1;
        open = false;
      };
      (init?.signal ?? (typeof input === 'object' && 'signal' in input ? input.signal : null))?.addEventListener(
        'abort',
        over,
      );
      try {
        const response = await fetch.call(window, input, init);
        if (!response.body) return response;
        // Counted on its way through; the end of the body is the end of the stream.
        const counted = response.body.pipeThrough(new window.TransformStream({ flush: over }));
        const { status, statusText, headers } = response;
        return new window.Response(counted, { status, statusText, headers });
      } catch (error) {
        over();
        throw error;
      }
    };
  }
}

function isStream(url: URL): boolean {
  return /\/(stream|events)$/.test(url.pathname);
}

function reportText(report: Report): string {
  const body = report.body as unknown as { effectiveDirective?: string; blockedURL?: string } | null;
  return `${body?.effectiveDirective} ${body?.blockedURL}`;
}

function task(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
