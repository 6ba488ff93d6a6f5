import { css } from 'lit';

export const inspectorStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
    container-type: inline-size;
    font-size: var(--_type-2);
  }
  .inspector {
    display: flex;
    flex-direction: column;
    gap: var(--hermes-space-3);
    block-size: 100%;
    padding: var(--hermes-space-3);
    overflow: auto;
    background: var(--hermes-surface-0);
    font-size: var(--hermes-type-2);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--hermes-space-2);
  }
  h2,
  h3 {
    font-size: var(--hermes-type-3);
    font-weight: 600;
  }
  .head h2 {
    flex: 1 0 auto;
  }
  .quiet-text,
  dt,
  th {
    color: var(--hermes-text-2);
  }
  /* Kept in the tree, so that what is put into it is read out; it takes no room. */
  .said:empty {
    margin-block-start: calc(-1 * var(--hermes-space-3));
  }
  .inspector > * {
    flex: none;
  }
  textarea {
    display: block;
    inline-size: 100%;
    block-size: 180px;
    padding: var(--hermes-space-2);
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-1);
    background: var(--hermes-code-bg);
    color: var(--hermes-text-1);
    font-family: var(--hermes-font-mono);
    font-size: var(--hermes-type-1);
    resize: vertical;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(260px, 100%), 1fr));
    gap: 2px var(--hermes-space-4);
  }
  .facts > div {
    display: flex;
    gap: var(--hermes-space-2);
    min-inline-size: 0;
  }
  dt {
    flex: 0 0 96px;
  }
  dd {
    flex: 1 1 0;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .item {
    display: block;
  }
  .id {
    white-space: nowrap;
  }
  bdi {
    overflow-wrap: anywhere;
  }
  .table {
    overflow: auto;
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-1);
  }
  details .table {
    max-block-size: 260px;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 3px var(--hermes-space-2);
    text-align: start;
    white-space: nowrap;
  }
  th {
    position: sticky;
    inset-block-start: 0;
    background: var(--hermes-surface-1);
    font-weight: 500;
  }
  tbody tr + tr td {
    border-block-start: 1px solid var(--hermes-border);
  }
  [data-outcome='duplicate'] .outcome,
  [data-outcome='unchanged'] .outcome {
    color: var(--hermes-text-2);
  }
  [data-outcome='gap'] .outcome,
  [data-outcome='dropped'] .outcome,
  [data-outcome='unknown'] .outcome {
    color: var(--hermes-warning);
    font-weight: 600;
  }
  [data-state='waiting'] code {
    color: var(--hermes-warning);
  }
  details {
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-2);
  }
  .sessions {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--hermes-space-1);
  }
  summary {
    padding: 6px var(--hermes-space-3);
    border-radius: var(--hermes-radius-2);
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  summary:hover {
    background: var(--hermes-surface-1);
  }
  summary .title {
    font-weight: 500;
  }
  summary .odd {
    color: var(--hermes-warning);
  }
  .body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--hermes-space-2);
    padding: var(--hermes-space-2) var(--hermes-space-3) var(--hermes-space-3);
  }
  @media (pointer: coarse) {
    summary {
      padding-block: 12px;
    }
  }
  @container (max-width: 420px) {
    .head h2 {
      flex-basis: 100%;
    }
    .head .button {
      flex: 1 1 0;
    }
  }
`;
