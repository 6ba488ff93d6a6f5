import { css } from 'lit';

/** What the summary has beyond a card. */
export const answerAllStyles = css`
  .card,
  [part='toggle'][aria-expanded='false'] {
    margin-block-end: 8px;
  }
  .items {
    display: grid;
    max-block-size: min(480px, 60vh);
    overflow: auto;
    margin: 0;
    padding: 0;
    border: 1px solid var(--hermes-border);
    border-radius: 6px;
    list-style: none;
    counter-reset: item;
  }
  li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 6px 8px;
    align-items: baseline;
    min-inline-size: 0;
    padding: 10px;
    counter-increment: item;
  }
  li + li {
    border-block-start: 1px solid var(--hermes-border);
  }
  li > * {
    grid-column: 2;
    min-inline-size: 0;
  }
  li::before {
    grid-row: 1;
    color: var(--hermes-text-3);
    font-size: var(--hermes-type-2);
    font-variant-numeric: tabular-nums;
    content: counter(item);
  }
  h4 {
    margin: 0;
    font-size: var(--hermes-type-3);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
`;
