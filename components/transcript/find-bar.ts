/** What stands beside and under the search's field: which of how many, the way to the others, and how far was looked. */
import { html, nothing } from 'lit';
import { icon } from '../icons.js';
import type { LabelsController } from '../labels/labels-controller.js';
import type { FindController } from './find-controller.js';

export function findCount(
  { isLooking, isSearching, total, current }: FindController,
  labels: LabelsController,
): string {
  if (!isLooking) return '';
  if (total > 0) return labels.term('findCount', current, total);
  return labels.term(isSearching ? 'findSearching' : 'findNone');
}

export function findSteps(find: FindController, labels: LabelsController): unknown {
  const none = find.total === 0;
  return [
    findButton('arrow-up', labels.term('findPrevious'), () => void find.go(-1), none),
    findButton('arrow-down', labels.term('findNext'), () => void find.go(1), none),
  ];
}

/** Earlier messages, which are read only when somebody wants them to be. */
export function findFar(find: FindController, labels: LabelsController, hasOlder: boolean): unknown {
  if (!find.isLooking || !hasOlder) return nothing;
  return html`<div class="find-line find-far">
    <span class="find-searched">${labels.term('findSearched', find.searched)}</span>
    <button class="button" type="button" ?disabled=${find.isSearching} @click=${() => void find.goOn()}>
      ${find.isSearching ? icon('spinner') : nothing}${labels.term('findOlder')}
    </button>
  </div>`;
}

function findButton(name: 'arrow-up' | 'arrow-down', label: string, press: () => void, disabled: boolean): unknown {
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
