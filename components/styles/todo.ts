import { css } from 'lit';

export const todoStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  .todo {
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-2);
    background: var(--hermes-surface-1);
    overflow: hidden;
  }
  .line {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-2);
    inline-size: 100%;
    min-block-size: 32px;
    padding: 4px var(--hermes-space-3);
    border: 0;
    background: none;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    text-align: start;
    cursor: pointer;
  }
  .line:hover {
    color: var(--hermes-text-1);
  }
  .line:focus-visible {
    outline-offset: -3px;
    border-radius: var(--hermes-radius-2);
  }
  .count {
    flex: none;
    font-variant-numeric: tabular-nums;
  }
  .current {
    flex: 1 1 0;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--hermes-text-1);
  }
  .chevron .icon {
    inline-size: 12px;
    block-size: 12px;
  }
  :host([open]) .chevron {
    transform: rotate(90deg);
  }
  :host([open]) .chevron:dir(rtl) {
    transform: rotate(-90deg);
  }
  ul {
    max-block-size: max(120px, 0.3 * var(--_room, 100svb));
    overflow: auto;
    padding: 0 var(--hermes-space-3) var(--hermes-space-2);
    font-size: var(--hermes-type-3);
  }
  li {
    display: flex;
    align-items: flex-start;
    gap: var(--hermes-space-2);
    padding-block: 3px;
  }
  li .icon {
    margin-block-start: 2px;
    color: var(--hermes-text-3);
  }
  [data-status='in_progress'] .icon {
    color: var(--hermes-accent);
  }
  [data-status='completed'] .icon {
    color: var(--hermes-success);
  }
  [data-status='completed'] .content,
  [data-status='cancelled'] .content {
    color: var(--hermes-text-2);
  }
  [data-status='cancelled'] .content {
    text-decoration: line-through;
  }
  .content {
    min-inline-size: 0;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
  }
`;
