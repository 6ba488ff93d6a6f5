// A file on the standalone page: attached, there after a reload, sent with its message, and seen with it.

import { expect } from '@open-wc/testing';
import { shadow } from '../support/page-driver.js';
import { scene } from '../support/scene.js';
import { until } from '../support/until.js';

scene('A file that was attached is there after a reload and goes out with the message', async ({ page, a, b }) => {
  const composer = () => shadow(shadow(page.pane().element).querySelector('hermes-composer')!);
  const chips = () => [...composer().querySelectorAll<HTMLElement>('[part~="file"]')];
  const { window } = page.frame;
  const data = new (window as unknown as typeof globalThis).DataTransfer();
  data.items.add(new (window as unknown as typeof globalThis).File(['abc'], 'notes.txt', { type: 'text/plain' }));
  const chooser = composer().querySelector<HTMLInputElement>('input[type=file]')!;
  // The dialog of the browser is not a test's to press.
  chooser.click = () => undefined;
  composer().querySelector<HTMLElement>('[part~="attach"]')!.click();
  chooser.files = data.files;
  chooser.dispatchEvent(new (window as unknown as typeof globalThis).Event('change'));
  await until('it is attached', () => chips()[0]?.dataset['state'] === 'ready');
  expect(page.row(a).status).to.equal('draft');

  await page.select(b);
  expect(chips().length, 'a file belongs to its session').to.equal(0);
  await page.reload();
  await page.select(a);
  await until('it is there again', () => chips()[0]?.dataset['state'] === 'ready');
  await page.pane().send('Read it. [[scenario:plain n=5]]');
  await until('the turn is over', () => page.pane().phase === 'idle' && page.pane().messages().length === 4);
  expect(chips().length).to.equal(0);
  const messages = [...shadow(page.pane().transcript()).querySelectorAll<HTMLElement>('hermes-message')];
  const files = shadow(shadow(messages[2]!).querySelector('hermes-attachments')!);
  expect(files.textContent).to.include('notes.txt');
  const link = files.querySelector<HTMLAnchorElement>('a')!.href;
  expect(await (await window.fetch(link)).text(), 'the server has it under that address').to.equal('abc');
  expect(page.pane().messages()[2]!.text).not.to.include('Attached files');
  expect(page.frame.violations).to.deep.equal([]);
  expect(page.frame.errors).to.deep.equal([]);
});
