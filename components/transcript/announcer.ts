/**
 * Says the boundaries of a session's runs aloud, once and politely (I-27): started, needs you, finished, stopped, failed;
 * and what a part of the conversation asks it to say (`AnnounceEvent`).
 * Listens while its element is on the page; says nothing while the element is out of sight.
 */
import type { LitElement, ReactiveController } from 'lit';
import type { SessionNews, SessionRuntime } from '../../runtime/index.js';
import { claimAnnouncement } from '../approval/announced-requests.js';
import type { LabelsController } from '../labels/labels-controller.js';
import { AnnounceEvent } from './announce-event.js';

/** News already said aloud: two panes on one session announce it once. */
const announced = new WeakSet<SessionNews>();

export class Announcer implements ReactiveController {
  /** What was last said; its element shows it in a live region. */
  saying = '';

  readonly #host: LitElement;
  readonly #labels: LabelsController;
  #session: SessionRuntime | undefined;
  #hush: (() => void) | undefined;
  /** Requests to be said if nobody has by then who says more of them. */
  #asked: Extract<SessionNews, { kind: 'attention' }>[] = [];
  #askedTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: LitElement, labels: LabelsController) {
    this.#host = host;
    this.#labels = labels;
    host.addController(this);
    host.addEventListener(AnnounceEvent.type, (event) => {
      if (!(event instanceof AnnounceEvent)) return;
      event.stopPropagation();
      this.say(event.text);
    });
  }

  hostConnected(): void {
    this.#listen();
  }

  hostDisconnected(): void {
    this.#stop();
  }

  /** Another session is shown: nothing of the one before is said any more. */
  begin(session: SessionRuntime | undefined): void {
    this.#stop();
    this.#session = session;
    this.saying = '';
    if (this.#host.isConnected) this.#listen();
  }

  say(text: string): void {
    // The same sentence twice in a row is news again, and only a change is read out.
    this.saying = this.saying === text ? `${text}\u00a0` : text;
    this.#host.requestUpdate();
  }

  #listen(): void {
    this.#hush ??= this.#session?.onNews((news) => this.#announce(news));
  }

  #stop(): void {
    this.#hush?.();
    this.#hush = undefined;
    clearTimeout(this.#askedTimer);
    this.#askedTimer = undefined;
    this.#asked = [];
  }

  #announce(news: SessionNews): void {
    // Out of sight is out of hearing: another pane may have somebody who listens.
    if (announced.has(news) || !this.#host.checkVisibility()) return;
    if (news.kind === 'attention') {
      // The cards say which session and what for: they are drawn first, and speak for all.
      this.#asked.push(news);
      this.#askedTimer ??= setTimeout(() => {
        this.#askedTimer = undefined;
        const unsaid = this.#asked.filter(({ session, request }) => claimAnnouncement(session, request));
        this.#asked = [];
        if (unsaid.length > 0) this.say(this.#labels.term('announceNeedsYou'));
      });
      return;
    }
    const text = this.#sentence(news);
    if (text === '') return;
    announced.add(news);
    this.say(text);
  }

  #sentence(news: SessionNews): string {
    const labels = this.#labels;
    switch (news.kind) {
      case 'started':
        return labels.term('announceStarted');
      case 'ended':
        return labels.term(
          news.outcome === 'completed'
            ? 'announceFinished'
            : news.outcome === 'stopped'
              ? 'announceStopped'
              : news.outcome === 'lost'
                ? 'runLost'
                : 'announceFailed',
        );
      case 'attention':
      case 'status':
        return '';
    }
  }
}
