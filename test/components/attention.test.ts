// The helpers that tell a person outside the page: title, badge, notifications.
import { signal } from '@preact/signals-core';
import { expect } from '@open-wc/testing';
import { markAttention, notifyAttention } from '../../components/attention.js';
import type { InboxEntry, RegistrySummary, SessionNews } from '../../runtime/index.js';
import { approval, fakeSession } from './support/fake-session.js';
import { microtasks } from './support/wait.js';

const COMMAND = 'rm -rf /secret/place';

function summary(needsYou: number): RegistrySummary {
  return { needsYou, failed: 0, running: 0, unread: 0 };
}

describe('markAttention', () => {
  const before = document.title;
  afterEach(() => {
    document.title = before;
  });

  it('keeps the count before the title, whoever sets the title, and takes it away again', async () => {
    document.title = 'My page';
    const registry = { summary: signal(summary(0)) };
    const stop = markAttention(registry, { badge: false });
    expect(document.title).to.equal('My page');
    registry.summary.value = summary(2);
    expect(document.title).to.equal('(2) My page');
    document.title = 'Another part of it';
    await microtasks();
    expect(document.title).to.equal('(2) Another part of it');
    registry.summary.value = summary(1);
    expect(document.title).to.equal('(1) Another part of it');
    registry.summary.value = summary(0);
    expect(document.title).to.equal('Another part of it');
    registry.summary.value = summary(3);
    stop();
    expect(document.title).to.equal('Another part of it');
    registry.summary.value = summary(5);
    document.title = 'Free';
    await microtasks();
    expect(document.title).to.equal('Free');
  });

  it('sets the badge of the app, and a browser that refuses it harms nobody', async () => {
    const calls: number[] = [];
    const own = Object.entries(Object.getOwnPropertyDescriptors(navigator));
    Object.defineProperties(navigator, {
      setAppBadge: {
        configurable: true,
        value: (count: number) => {
          calls.push(count);
          return Promise.reject(new DOMException('no', 'NotAllowedError'));
        },
      },
      clearAppBadge: { configurable: true, value: () => Promise.resolve(void calls.push(0)) },
    });
    try {
      const registry = { summary: signal(summary(0)) };
      const stop = markAttention(registry, { title: false });
      registry.summary.value = summary(2);
      registry.summary.value = { ...summary(2), running: 1 };
      registry.summary.value = summary(0);
      registry.summary.value = summary(1);
      stop();
      await microtasks();
      expect(calls).to.deep.equal([2, 0, 1, 0]);
      expect(document.title).to.equal(before);
    } finally {
      for (const name of ['setAppBadge', 'clearAppBadge']) {
        const before = own.find(([known]) => known === name)?.[1];
        if (before === undefined) Reflect.deleteProperty(navigator, name);
        else Object.defineProperty(navigator, name, before);
      }
    }
  });
});

describe('notifyAttention', () => {
  const original = globalThis.Notification;
  let shown: FakeNotification[] = [];

  class FakeNotification extends EventTarget {
    static permission: NotificationPermission = 'granted';
    readonly title: string;
    readonly options: NotificationOptions;
    closed = false;

    constructor(title: string, options: NotificationOptions) {
      super();
      this.title = title;
      this.options = options;
      shown.push(this);
    }

    close(): void {
      this.closed = true;
      this.dispatchEvent(new Event('close'));
    }
  }

  beforeEach(() => {
    shown = [];
    FakeNotification.permission = 'granted';
    globalThis.Notification = FakeNotification as unknown as typeof Notification;
  });
  afterEach(() => {
    globalThis.Notification = original;
  });

  function setUp(title = 'Clean up') {
    const listeners = new Set<(news: SessionNews) => void>();
    const inbox = signal<readonly InboxEntry[]>([]);
    const session = fakeSession('s1', { title });
    const plain = approval('s1');
    const request = { ...plain, approval: { ...plain.approval, command: COMMAND } };
    const registry = {
      inbox,
      onNews: (listener: (news: SessionNews) => void) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const ask = (): void => {
      inbox.value = [{ session, request }];
      for (const listener of listeners) listener({ kind: 'attention', session, request });
    };
    return { registry, inbox, session, request, ask, listeners };
  }

  it('names the session and never what would run; a click selects it; an answer takes it away', () => {
    const { registry, inbox, session, request, ask, listeners } = setUp();
    const selected: unknown[] = [];
    const stop = notifyAttention(registry, { always: true, onSelect: (...what) => selected.push(what) });
    ask();
    ask();
    expect(shown.map(({ title, options }) => [title, options.body])).to.deep.equal([
      ['Clean up', 'Waits for your approval.'],
    ]);
    expect(JSON.stringify(shown[0]?.options)).not.to.contain(COMMAND);
    shown[0]?.dispatchEvent(new Event('click'));
    expect(selected).to.deep.equal([[session, request]]);
    expect(shown[0]?.closed).to.equal(true);
    ask();
    expect(shown[1]?.closed).to.equal(false);
    inbox.value = [];
    expect(shown[1]?.closed).to.equal(true);
    ask();
    stop();
    expect(shown[2]?.closed).to.equal(true);
    expect(listeners.size).to.equal(0);
  });

  it('shows nothing to whom has not allowed it, nor to whom looks at the page', () => {
    const { registry, ask } = setUp('');
    const stop = notifyAttention(registry, { words: { untitled: 'Ohne Titel' } });
    const { hasFocus } = document;
    document.hasFocus = () => true;
    try {
      ask();
      expect(shown).to.deep.equal([]);
      document.hasFocus = () => false;
      FakeNotification.permission = 'denied';
      ask();
      expect(shown).to.deep.equal([]);
      FakeNotification.permission = 'granted';
      ask();
      expect(shown.map(({ title }) => title)).to.deep.equal(['Ohne Titel']);
    } finally {
      document.hasFocus = hasFocus;
      stop();
    }
  });

  it('a browser in which a page may show none goes on without', () => {
    const { registry, ask } = setUp();
    globalThis.Notification = class {
      static permission = 'granted';
      constructor() {
        throw new TypeError('Illegal constructor');
      }
    } as unknown as typeof Notification;
    const stop = notifyAttention(registry, { always: true });
    expect(ask).not.to.throw();
    stop();
  });
});
