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
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    font-variant-numeric: tabular-nums;
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
`;
