import { css } from 'lit';

export const rowStyles = css`
  :host {
    display: block;
    position: relative;
    border-radius: 6px;
  }
  .row {
    position: relative;
    display: flex;
    align-items: end;
    border-radius: 6px;
    padding-inline-start: calc((var(--hermes-row-level, 1) - 1) * 20px);
  }
  .row:hover {
    background: color-mix(in srgb, var(--hermes-text-1) 5%, transparent);
  }
  :host([selected]) .row {
    background: color-mix(in srgb, var(--hermes-text-1) 9%, transparent);
  }
  .main {
    flex: 1;
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    column-gap: 8px;
    /* Both columns in the middle, and the status beside the title whatever the row's height. */
    align-content: center;
    align-items: center;
    min-inline-size: 0;
    min-block-size: 44px;
    padding: 5px 8px;
    border: 0;
    border-radius: 6px;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .main:focus-visible {
    outline-offset: -2px;
  }

  .status {
    align-self: start;
    display: grid;
    place-items: center;
    block-size: 19px;
    color: var(--hermes-text-3);
  }
  .status.needs-you {
    color: var(--hermes-attention);
  }
  .status.failed {
    color: var(--hermes-danger);
  }
  .status.unread {
    color: var(--hermes-text-1);
  }
  .status .icon:is([data-icon='diamond'], [data-icon='triangle'], [data-icon='pencil']) {
    inline-size: 14px;
    block-size: 14px;
  }

  .text {
    display: grid;
    row-gap: 1px;
    min-inline-size: 0;
  }
  .line {
    min-inline-size: 0;
    display: grid;
  }
  .title,
  .doing {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .title {
    color: var(--hermes-text-1);
    font-size: var(--hermes-type-3);
    line-height: 19px;
    unicode-bidi: isolate;
    /* Where a title stands is the list's affair, whatever its own direction. */
    justify-self: start;
    max-inline-size: 100%;
  }
  .title.unread {
    font-weight: 600;
  }
  .title.untitled {
    color: var(--hermes-text-2);
  }
  .title.pending {
    color: var(--hermes-text-3);
  }
  mark {
    border-radius: 2px;
    background: color-mix(in srgb, var(--hermes-accent) 22%, transparent);
    color: inherit;
  }
  .detail {
    display: flex;
    gap: 8px;
    min-inline-size: 0;
    color: var(--hermes-text-3);
    font-size: var(--hermes-type-2);
    line-height: 17px;
  }
  :host([selected]) .detail,
  .row:hover .detail {
    color: var(--hermes-text-2);
  }
  .doing {
    flex: 1;
    min-inline-size: 0;
  }
  .doing.asking {
    color: var(--hermes-text-1);
  }
  /* Cut by themselves: in right-to-left text the end of the line would lose a command's beginning. */
  .doing:has(> :is(code, bdi)) {
    display: flex;
    gap: 4px;
  }
  .doing > :is(code, bdi) {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .doing code {
    font-size: 11px;
  }
  time {
    flex: none;
    font-variant-numeric: tabular-nums;
  }
  time.doing {
    flex: 1;
  }
  .pin {
    display: inline-block;
    inline-size: 12px;
    block-size: 12px;
    flex: none;
    align-self: center;
  }
  .pin .icon {
    inline-size: 12px;
    block-size: 12px;
  }

  :host([compact]) .main {
    min-block-size: 28px;
    padding-block: 3px;
  }
  :host([compact]) .text {
    display: flex;
    align-items: baseline;
    gap: 8px;
  }
  :host([compact]) .line {
    flex: 1;
  }
  :host([compact]) .doing:not(time) {
    display: none;
  }
  :host([compact]) .detail,
  :host([compact]) time.doing {
    flex: none;
  }

  .toggle,
  .menu-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 2px;
    min-inline-size: 24px;
    min-block-size: 24px;
    padding: 0 4px;
    border: 0;
    border-radius: 4px;
    background: none;
    color: var(--hermes-text-3);
    font-size: var(--hermes-type-2);
    font-variant-numeric: tabular-nums;
    cursor: pointer;
  }
  .toggle {
    flex: none;
    margin-block-end: 2px;
    margin-inline-end: 4px;
  }
  .toggle .icon {
    inline-size: 12px;
    block-size: 12px;
    transition: rotate var(--_motion);
  }
  .toggle[aria-expanded='true'] .icon {
    rotate: 90deg;
  }
  .toggle[aria-expanded='true'] .icon:dir(rtl) {
    rotate: -90deg;
  }
  .menu-button {
    position: absolute;
    inset-block-start: 3px;
    inset-inline-end: 4px;
    opacity: 0;
  }
  .row:hover .menu-button,
  .row:focus-within .menu-button,
  .menu-button[aria-expanded='true'] {
    opacity: 1;
  }
  .row:hover .line,
  .row:focus-within .line {
    padding-inline-end: 26px;
  }
  :host([compact]) .row:is(:hover, :focus-within) .line {
    padding-inline-end: 0;
  }
  :host([compact]) .row:is(:hover, :focus-within) .text {
    padding-inline-end: 26px;
  }
  :host([compact]) .menu-button {
    inset-block-start: 2px;
  }
  :host([compact]) .toggle {
    margin-block-end: 2px;
  }
  :host([compact]) .toggle ~ .menu-button {
    inset-inline-end: 42px;
  }
  .toggle:hover,
  .menu-button:hover {
    background: color-mix(in srgb, var(--hermes-text-1) 9%, transparent);
    color: var(--hermes-text-1);
  }
  @media (hover: none) {
    .menu-button {
      opacity: 1;
    }
    .line,
    :host([compact]) .row .text {
      padding-inline-end: 32px;
    }
  }
  @media (pointer: coarse) {
    .main,
    :host([compact]) .main {
      min-block-size: 52px;
    }
    .toggle,
    .menu-button {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }

  .rename {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 24px;
    padding: 1px 5px;
    border: 1px solid var(--hermes-accent);
    border-radius: 4px;
    background: var(--hermes-surface-0);
    font-size: var(--hermes-type-3);
  }
  .panel {
    flex: 1;
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    column-gap: 8px;
    align-items: center;
    min-inline-size: 0;
    min-block-size: 44px;
    padding: 5px 8px;
  }
  .panel .title {
    color: var(--hermes-text-2);
  }
  .confirm {
    grid-column: 2;
    display: flex;
    flex-wrap: wrap;
    gap: 6px 8px;
    align-items: center;
    padding-block: 4px;
    font-size: var(--hermes-type-2);
  }
  .confirm p {
    flex: 1 1 100%;
    color: var(--hermes-text-1);
  }
  .confirm .danger {
    color: var(--hermes-danger);
  }
  .problem {
    display: flex;
    align-items: start;
    gap: 4px;
    padding-block: 4px 6px;
    padding-inline: 32px 8px;
    color: var(--hermes-danger);
    font-size: var(--hermes-type-2);
  }
  .problem span {
    flex: 1;
  }

  .menu {
    position: fixed;
    inset: auto;
    margin: 0;
    min-inline-size: 168px;
    padding: 4px;
    border: 1px solid var(--hermes-border);
    border-radius: 8px;
    background: var(--hermes-surface-0);
    color: var(--hermes-text-1);
    box-shadow: var(--hermes-shadow);
  }
  .menu button {
    display: flex;
    align-items: center;
    gap: 8px;
    inline-size: 100%;
    min-block-size: 28px;
    padding: 3px 8px;
    border: 0;
    border-radius: 4px;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .menu button .icon {
    color: var(--hermes-text-3);
  }
  .menu button:is(:hover, :focus-visible) {
    background: var(--hermes-surface-2);
  }
  .menu button:focus-visible {
    outline-offset: -2px;
  }
  .menu .danger,
  .menu .danger .icon {
    color: var(--hermes-danger);
  }
  @media (pointer: coarse) {
    .menu button,
    .rename {
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    .main {
      forced-color-adjust: none;
      color: CanvasText;
    }
    :host([selected]) .row {
      background: none;
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    mark {
      background: Highlight;
      color: HighlightText;
    }
  }
`;
