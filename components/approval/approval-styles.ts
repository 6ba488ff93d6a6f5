import { css } from 'lit';

export const approvalStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .cards {
    display: grid;
    gap: 8px;
  }
  h2 {
    display: flex;
    align-items: baseline;
    gap: 6px;
    padding: 0 2px 8px;
    font-size: var(--hermes-type-3);
    font-weight: 600;
  }
  .count,
  .more {
    color: var(--hermes-text-3);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .more {
    padding: 6px 2px 0;
    font-size: var(--hermes-type-2);
  }
`;
