import { css } from 'lit';

export const usageStyles = css`
  :host {
    display: inline-block;
  }
  .usage {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 24px;
    padding: 2px 6px;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    font-variant-numeric: tabular-nums;
    cursor: pointer;
  }
  .usage:hover {
    background: var(--hermes-surface-2);
    color: var(--hermes-text-1);
  }
  .ring {
    display: block;
  }
  .track {
    opacity: 0.25;
  }
  [data-full] .ring {
    color: var(--hermes-warning);
  }
  .facts {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: var(--hermes-space-2) var(--hermes-space-3);
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-2);
    background: var(--hermes-surface-0);
    box-shadow: var(--hermes-shadow);
    color: var(--hermes-text-1);
    font-size: var(--hermes-type-2);
  }
  .facts > div {
    display: flex;
    justify-content: space-between;
    gap: var(--hermes-space-5);
    padding-block: 3px;
  }
  dt {
    color: var(--hermes-text-2);
  }
  dd {
    font-variant-numeric: tabular-nums;
  }
  @media (pointer: coarse) {
    .usage {
      min-block-size: 44px;
    }
  }
`;
