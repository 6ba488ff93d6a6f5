import { css } from 'lit';

/** The search bar and the outline of a transcript. */
export const findStyles = css`
  .find {
    position: absolute;
    z-index: 2;
    inset-block-start: var(--hermes-space-2);
    inset-inline-end: var(--hermes-space-3);
    box-sizing: border-box;
    inline-size: min(420px, 100% - 2 * var(--hermes-space-3));
    padding: var(--hermes-space-1);
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-2);
    background: var(--hermes-surface-0);
    box-shadow: var(--hermes-shadow);
    font-size: var(--hermes-type-2);
  }
  .find-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px;
  }
  .find-input {
    flex: 1 1 120px;
    min-inline-size: 0;
    min-block-size: 28px;
    padding: 3px 8px;
    border: 1px solid transparent;
    border-radius: var(--hermes-radius-1);
    background: transparent;
    font-size: var(--hermes-type-3);
  }
  .find-input::placeholder {
    color: var(--hermes-text-2);
    opacity: 1;
  }
  .find-count {
    padding-inline: var(--hermes-space-1);
    color: var(--hermes-text-2);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .find-far {
    justify-content: space-between;
    gap: var(--hermes-space-1) var(--hermes-space-2);
    padding: var(--hermes-space-1) 8px 2px;
    color: var(--hermes-text-2);
  }
  .find-far .button {
    font-size: var(--hermes-type-2);
  }

  .button.outline-button {
    position: absolute;
    z-index: 1;
    inset-block-start: var(--hermes-space-2);
    inset-inline-end: var(--hermes-space-3);
    border-color: var(--hermes-border);
    background: var(--hermes-surface-0);
    opacity: 0;
  }
  /* In the way of nobody who reads the end; there for whoever looks around. */
  .frame:hover > .button.outline-button,
  .frame[data-away] > .button.outline-button,
  .button.outline-button:focus-visible,
  .button.outline-button:has(+ :popover-open) {
    opacity: 1;
  }
  .find + .outline-button {
    display: none;
  }
  .outline {
    position: fixed;
    inset: auto;
    box-sizing: border-box;
    inline-size: min(480px, 100vw - 16px);
    max-block-size: min(480px, 100vh - 16px);
    margin: 0;
    padding: var(--hermes-space-1);
    overflow: auto;
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-2);
    background: var(--hermes-surface-0);
    box-shadow: var(--hermes-shadow);
  }
  .outline-entry {
    display: flex;
    align-items: baseline;
    gap: var(--hermes-space-2);
    box-sizing: border-box;
    inline-size: 100%;
    min-block-size: 28px;
    padding: 4px 8px;
    border: 0;
    border-radius: var(--hermes-radius-1);
    background: transparent;
    text-align: start;
    cursor: pointer;
  }
  .outline-entry > .icon {
    align-self: center;
  }
  .outline-entry:hover {
    background: var(--hermes-surface-2);
  }
  .outline-entry:focus-visible {
    outline-offset: -2px;
  }
  .outline-entry[aria-current] {
    font-weight: 600;
  }
  .outline-title {
    flex: 1 1 auto;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .outline-time,
  .outline-note {
    flex: none;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-1);
    font-weight: 400;
  }
  .outline-note {
    padding: 2px 8px;
  }
  @media (pointer: coarse) {
    .outline-entry,
    .find-input {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .outline-entry[aria-current] {
      border-inline-start: 3px solid Highlight;
    }
  }
`;
