import { sendKeys } from '@web/test-runner-commands';
import { until } from './until.js';

/** What is selected as it comes out of the clipboard: what browsers say is selected leaves out what they have not drawn. */
export async function copySelection(): Promise<string> {
  await shortcut('c');
  return paste();
}

/** What a person can paste now; waits until there is something. */
export async function paste(): Promise<string> {
  const field = document.createElement('textarea');
  document.body.append(field);
  try {
    field.focus();
    await shortcut('v');
    await until('something is pasted', () => field.value !== '');
    return field.value;
  } finally {
    field.remove();
  }
}

async function shortcut(key: 'c' | 'v'): Promise<void> {
  await sendKeys({ down: 'Control' });
  await sendKeys({ press: key });
  await sendKeys({ up: 'Control' });
}
