/** The bar to find text in a conversation: what to look for, which of how many, and how far was looked. */
import { html, nothing } from 'lit';
import { icon } from '../icons.js';
import type { LabelsController } from '../labels/labels-controller.js';
import type { FindController } from './find-controller.js';

export function findBar(find: FindController, labels: LabelsController, hasOlder: boolean, close: () => void): unknown {
  if (!find.isOpen) return nothing;
  const keyed = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && (event.target as Element).localName === 'input')
      void find.go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    // Escape means something else further out.
    event.stopPropagation();
  };
  const { total, current } = find;
  const count = !find.isLooking
    ? ''
    : total > 0
      ? labels.term('findCount', current, total)
      : find.isSearching
        ? labels.term('findSearching')
        : labels.term('findNone');
  const older = find.isLooking && hasOlder;
  return html`<div class="find" part="find" role="search" @keydown=${keyed}>
    <div class="find-line">
      <input
        class="find-input"
        type="text"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck="false"
        dir="auto"
        aria-label=${labels.term('find')}
        placeholder=${labels.term('find')}
        .value=${find.query}
        @input=${(event: Event) => find.look((event.target as HTMLInputElement).value)}
      />
      <span class="find-count" role="status">${count}</span>
      ${button('arrow-up', labels.term('findPrevious'), total === 0, () => void find.go(-1))}
      ${button('arrow-down', labels.term('findNext'), total === 0, () => void find.go(1))}
      ${button('close', labels.term('findClose'), false, close)}
    </div>
    ${
      older
        ? html`<div class="find-line find-far">
            <span class="find-searched">${labels.term('findSearched', find.searched)}</span>
            <button class="button" type="button" ?disabled=${find.isSearching} @click=${() => void find.goOn()}>
              ${find.isSearching ? icon('spinner') : nothing}${labels.term('findOlder')}
            </button>
          </div>`
        : nothing
    }
  </div>`;
}

function button(
  name: 'arrow-up' | 'arrow-down' | 'close',
  label: string,
  disabled: boolean,
  press: () => void,
): unknown {
  return html`<button
    class="button quiet icon-only"
    type="button"
    aria-label=${label}
    title=${label}
    ?disabled=${disabled}
    @click=${press}
  >
    ${icon(name)}
  </button>`;
}
