import { css } from 'lit';

export const sidebarStyles = css`
  :host {
    display: block;
    block-size: 100%;
    min-block-size: 0;
    background: var(--_surface-1);
    container-type: inline-size;
  }
  nav {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-block-size: 0;
  }
  header {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding: 12px 12px 8px;
  }
  .head {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 28px;
  }
  h2 {
    font-size: var(--hermes-type-3);
    font-weight: 600;
  }
  .summary {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-block-size: 24px;
    padding: 0 7px;
    border: 0;
    border-radius: 12px;
    background: none;
    color: var(--hermes-text-3);
    font-size: var(--hermes-type-2);
    font-variant-numeric: tabular-nums;
  }
  button.summary {
    background: color-mix(in srgb, var(--hermes-attention) 12%, transparent);
    color: var(--hermes-text-1);
    cursor: pointer;
  }
  button.summary .icon {
    inline-size: 10px;
    block-size: 10px;
    color: var(--hermes-attention);
  }
  button.summary:hover {
    background: color-mix(in srgb, var(--hermes-attention) 20%, transparent);
  }
  .head .button {
    margin-inline-start: auto;
  }
  .search {
    position: relative;
    display: flex;
    align-items: center;
  }
  .search > .icon {
    position: absolute;
    inset-inline-start: 8px;
    color: var(--hermes-text-3);
    pointer-events: none;
  }
  .search input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 30px;
    padding: 3px 30px;
    border: 1px solid var(--hermes-border);
    border-radius: 6px;
    background: var(--hermes-surface-0);
    appearance: none;
  }
  .search input::placeholder {
    color: var(--hermes-text-3);
    opacity: 1;
  }
  .search input::-webkit-search-cancel-button {
    display: none;
  }
  .search input:focus-visible {
    outline-offset: -1px;
  }
  .search button {
    position: absolute;
    inset-inline-end: 3px;
    min-inline-size: 24px;
    min-block-size: 24px;
    padding: 4px;
  }

  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 8px;
    margin: 0 8px 8px;
    padding: 8px;
    border: 1px solid var(--hermes-border);
    border-radius: 6px;
    background: var(--hermes-surface-0);
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
  }
  .notice > .icon {
    align-self: start;
    color: var(--hermes-text-3);
  }
  .notice p {
    flex: 1 1 160px;
  }
  .notice.error > .icon {
    color: var(--hermes-danger);
  }

  .list {
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    padding: 0 8px 12px;
    scroll-padding-block: 32px 8px;
  }
  .heading {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    align-items: baseline;
    gap: 6px;
    padding: 10px 8px 4px;
    background: var(--hermes-surface-1);
  }
  .heading:first-child {
    padding-block-start: 4px;
  }
  h3 {
    color: var(--hermes-text-3);
    font-size: var(--hermes-type-1);
    font-weight: 600;
  }
  .heading span {
    color: var(--hermes-text-3);
    font-size: var(--hermes-type-1);
    font-variant-numeric: tabular-nums;
  }
  hermes-session-row {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 46px;
    margin-block-end: 1px;
  }

  .state {
    display: grid;
    justify-items: center;
    gap: 6px;
    padding: 48px 24px;
    color: var(--hermes-text-2);
    text-align: center;
  }
  .state > .icon {
    inline-size: 20px;
    block-size: 20px;
    color: var(--hermes-text-3);
  }
  .state strong {
    color: var(--hermes-text-1);
    font-weight: 600;
  }
  .state p {
    max-inline-size: 32ch;
    overflow-wrap: anywhere;
  }
  .state .button {
    margin-block-start: 6px;
  }

  .skeleton {
    display: grid;
    grid-template-columns: 16px 1fr;
    gap: 6px 8px;
    padding: 8px;
    min-block-size: 46px;
  }
  .skeleton i {
    grid-column: 2;
    block-size: 10px;
    border-radius: 4px;
    background: color-mix(in srgb, var(--hermes-text-1) 9%, transparent);
  }
  .skeleton i:nth-child(1) {
    inline-size: 72%;
  }
  .skeleton i:nth-child(2) {
    inline-size: 44%;
  }
  .skeleton:nth-child(even) i:nth-child(1) {
    inline-size: 56%;
  }
  .skeleton:nth-child(3n) i:nth-child(2) {
    inline-size: 60%;
  }

  @media (pointer: coarse) {
    .search input {
      min-block-size: 44px;
      padding-inline: 34px 48px;
    }
    .search button {
      min-block-size: 44px;
      min-inline-size: 44px;
    }
    /* The chip stays a chip; what takes the finger is larger than what is seen. */
    button.summary {
      position: relative;
      min-inline-size: 44px;
    }
    button.summary::after {
      content: '';
      position: absolute;
      inset-block: -10px;
      inset-inline: 0;
    }
  }
  @media (forced-colors: active) {
    .skeleton i {
      border: 1px solid GrayText;
    }
    button.summary {
      border: 1px solid ButtonText;
    }
  }
`;
