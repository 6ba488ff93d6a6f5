// What is loaded only when it is needed: it comes in its place, and where it can't come something usable stands there.

import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { render } from 'lit';
import { LazyElements, provideElement } from '../../components/controllers/lazy-elements.js';
import '../../components/define/hermes-pane.js';
import type { HermesMessage } from '../../components/hermes-message.js';
import type { HermesPane } from '../../components/hermes-pane.js';
import { LazyFind } from '../../components/transcript/lazy-find.js';
import { until } from '../support/until.js';
import { agentMessage, fakeRegistry, fakeSession, userMessage } from './support/fake-session.js';
import { settled } from './support/wait.js';

const files = [{ name: 'plan.pdf', path: null, mime: null, url: null }];

describe('what is loaded when it is needed', () => {
  // First of all: in this page nothing has needed a tool card yet.
  it('shows a call as text when its card does not come, and the card when it is tried again', async () => {
    let online = false;
    let asked = 0;
    provideElement('hermes-tool-card', async () => {
      asked += 1;
      if (!online) throw new TypeError('offline');
      return import('../../components/define/hermes-tool-card.js');
    });
    const tool = {
      id: 't1',
      name: 'read_file',
      args: { path: 'a.ts' },
      preview: null,
      result: 'all of it',
      status: 'done',
      durationMs: null,
    } as const;
    const message = agentMessage('Read.', { blocks: [{ kind: 'tool', id: 'b1', tool }] });
    const element = await fixture<HermesMessage>(html`<hermes-message .message=${message}></hermes-message>`);
    const root = element.shadowRoot!;
    expect(root.querySelector('hermes-tool-card')!.getBoundingClientRect().height).to.equal(28);
    await until('it says so', () => root.querySelector('.broken') !== null);
    expect(root.querySelector('.broken')!.textContent).to.include('read_file').and.to.include('all of it');
    await element.requestUpdate();
    await settled(element);
    expect(asked, 'not asked for again by every render').to.equal(1);
    online = true;
    root.querySelector<HTMLButtonElement>('.broken button')!.click();
    await until('the card', () => root.querySelector('hermes-tool-card')?.shadowRoot?.querySelector('.line') != null);
    expect(root.querySelector('.broken') === null).to.equal(true);
    expect(root.querySelector('hermes-tool-card')!.getBoundingClientRect().height).to.equal(28);
  });

  it('names the files of a message that can not be drawn', async () => {
    provideElement('hermes-attachments', () => Promise.reject(new TypeError('offline')));
    const message = { ...userMessage('Look.'), files };
    const element = await fixture<HermesMessage>(html`<hermes-message .message=${message}></hermes-message>`);
    await until('it says so', () => element.shadowRoot!.querySelector('.broken') !== null);
    expect(element.shadowRoot!.querySelector('.broken pre')!.textContent).to.equal('plan.pdf');
  });

  it('asks for the list of tasks and the meter when there is something to show', async () => {
    const a = fakeSession('a');
    const asked: string[] = [];
    provideElement('hermes-todo', () => Promise.reject(new TypeError(`${asked.push('todo')}`)));
    provideElement('hermes-usage', () => Promise.reject(new TypeError(`${asked.push('usage')}`)));
    const pane = await fixture<HermesPane>(
      html`<hermes-pane session-id="a" .registry=${fakeRegistry(a)}></hermes-pane>`,
    );
    await settled(pane);
    expect(asked).to.deep.equal([]);
    a.set.todos.value = [{ id: '1', content: 'One', status: 'pending' }];
    await until('it says so', () => pane.shadowRoot!.querySelector('[data-kind=info]') !== null);
    expect(asked).to.deep.equal(['todo']);
    pane.shadowRoot!.querySelector<HTMLButtonElement>('[data-kind=info] button')!.click();
    await until('it is asked for again', () => asked.length === 2);
  });

  it('says that the search did not come, can be closed, and opens when it comes', async () => {
    const host = { addController: () => {}, removeController: () => {}, requestUpdate: () => {} };
    const owner = {
      rows: () => [],
      drawn: () => [],
      reading: () => undefined,
      show: async () => false,
      open: () => {},
      reveal: () => {},
    };
    const find = new LazyFind({ ...host, updateComplete: Promise.resolve(true) }, owner, undefined as never);
    const nobody = (): void => {};
    const labels = { term: (name: string) => name } as never;
    const shown = (): string => {
      const root = document.createElement('div');
      render(find.render(labels, false, nobody, nobody), root);
      return root.innerHTML;
    };
    expect(await find.open(() => Promise.reject(new TypeError('offline')))).to.equal(false);
    expect(shown()).to.include('partNotLoaded');
    find.close();
    expect(shown()).to.not.include('partNotLoaded');
    // Closed while it was on its way.
    const late = find.open();
    find.close();
    expect(await late).to.equal(false);
    expect(await find.open()).to.equal(true);
    expect(shown()).to.include('find-input');
  });

  it('has a field for what is looked for at once, which keeps what was typed while the search was on its way', async () => {
    const pane = await fixture<HermesPane>(
      html`<hermes-pane session-id="a" .registry=${fakeRegistry(fakeSession('a'))}></hermes-pane>`,
    );
    await settled(pane);
    const { shadowRoot } = pane.shadowRoot!.querySelector('hermes-transcript')!;
    const owner = {
      rows: () => [],
      drawn: () => [],
      reading: () => undefined,
      show: async () => false,
      open: () => {},
      reveal: () => {},
    };
    const host = { addController: () => {}, removeController: () => {}, requestUpdate: () => {} };
    const find = new LazyFind({ ...host, updateComplete: Promise.resolve(true) }, owner, {
      load: async () => false,
    } as never);
    const labels = { term: (name: string) => name } as never;
    const draw = (): HTMLInputElement => {
      render(
        find.render(labels, false, find.close.bind(find), () => {}),
        root,
      );
      return root.querySelector('input')!;
    };
    const root = document.createElement('div');
    shadowRoot!.append(root);
    let come = (): void => {};
    const opened = find.open(async () => {
      await new Promise<void>((resolve) => (come = resolve));
      return import('../../components/transcript/find.js');
    });
    const field = draw();
    field.focus();
    await sendKeys({ type: 'kettle' });
    draw();
    expect(field.value).to.equal('kettle');
    come();
    expect(await opened).to.equal(true);
    expect(draw(), 'the same field').to.equal(field);
    expect([field.value, shadowRoot!.activeElement]).to.deep.equal(['kettle', field]);
    await until('it was looked for', () => {
      draw();
      return root.textContent!.includes('findNone');
    });
    await sendKeys({ press: 'Escape' });
    expect(draw()).to.equal(null);
  });

  it('asks once for several who wait', async () => {
    let asked = 0;
    provideElement('hermes-diff', () => {
      asked += 1;
      return new Promise(() => {});
    });
    const host = { addController: () => {}, removeController: () => {}, requestUpdate: () => {} };
    const one = new LazyElements({ ...host, updateComplete: Promise.resolve(true) });
    const two = new LazyElements({ ...host, updateComplete: Promise.resolve(true) });
    expect([one.of('hermes-diff'), two.of('hermes-diff'), one.of('hermes-diff')]).to.deep.equal(
      Array(3).fill('coming'),
    );
    expect(asked).to.equal(1);
  });
});
