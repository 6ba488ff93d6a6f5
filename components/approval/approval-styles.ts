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
  .head {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 0 2px 8px;
  }
  .steps {
    display: flex;
    gap: 4px;
    margin-inline-start: auto;
  }
  h2 {
    display: flex;
    align-items: baseline;
    gap: 6px;
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
