/** The floor without markdown: one text node per frame. */
import { box, FloorDriver } from './floor.js';

window.bench = new FloorDriver({
  name: 'floor-text',
  markdown: false,
  settled: ({ role, text }) => {
    const element = box(role, true);
    element.textContent = text;
    return element;
  },
  live: () => {
    const element = box('assistant', true);
    return { element, grow: (text) => element.append(text) };
  },
});
