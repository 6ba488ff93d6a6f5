import { expect } from '@open-wc/testing';
import { html, render } from 'lit';
import { repeat } from '../../components/directives/repeat.js';

function show(box: HTMLElement, keys: readonly string[]): void {
  render(
    html`<ol>
      ${repeat(
        keys,
        (key) => key,
        (key) => html`<li>${key}</li>`,
      )}
    </ol>`,
    box,
  );
}

describe('repeat', () => {
  it('leaves nothing of the rows it removes', () => {
    const box = document.createElement('div');
    show(box, ['a', 'b', 'c']);
    const nodes = box.querySelector('ol')!.childNodes.length;
    for (let turn = 0; turn < 20; turn += 1) show(box, [`a${turn}`, `b${turn}`, `c${turn}`]);
    expect(box.querySelector('ol')!.childNodes.length).to.equal(nodes);
    show(box, []);
    show(box, ['a', 'b', 'c']);
    expect(box.querySelector('ol')!.childNodes.length).to.equal(nodes);
    expect([...box.querySelectorAll('li')].map((row) => row.textContent)).to.deep.equal(['a', 'b', 'c']);
  });

  it('keeps the nodes of rows that move', () => {
    const box = document.createElement('div');
    show(box, ['a', 'b', 'c', 'd']);
    const [a, b, , d] = box.querySelectorAll('li');
    show(box, ['d', 'x', 'b', 'a']);
    const rows = [...box.querySelectorAll('li')];
    expect(rows.map((row) => row.textContent)).to.deep.equal(['d', 'x', 'b', 'a']);
    expect(rows[0] === d && rows[2] === b && rows[3] === a).to.equal(true);
  });

  it('is in order after any change', () => {
    const box = document.createElement('div');
    let state = 1;
    const chance = (of: number): number => (state = (state * 48_271) % 2_147_483_647) % of;
    show(box, []);
    const empty = box.querySelector('ol')!.childNodes.length;
    for (let turn = 0; turn < 300; turn += 1) {
      const keys = [...'abcdefghij'].filter(() => chance(2) === 0).sort(() => chance(3) - 1);
      show(box, keys);
      expect([...box.querySelectorAll('li')].map((row) => row.textContent)).to.deep.equal(keys);
    }
    show(box, []);
    expect(box.querySelector('ol')!.childNodes.length).to.equal(empty);
  });
});
