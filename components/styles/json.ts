import { css, unsafeCSS } from 'lit';

const levels = Array.from({ length: 12 }, (_, at) => `.level-${at + 1} { padding-inline-start: ${at * 16 + 4}px; }`);

export const jsonStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  .tree,
  .table {
    max-block-size: 360px;
    overflow: auto;
    border-radius: 6px;
    background: var(--hermes-code-bg);
    font-size: var(--hermes-type-2);
  }
  .tree {
    padding: var(--hermes-space-1);
  }
  .alone {
    display: block;
    padding: var(--hermes-space-2) var(--hermes-space-3);
    border-radius: 6px;
    background: var(--hermes-code-bg);
    color: var(--hermes-text-2);
  }
  .node {
    display: flex;
    align-items: baseline;
    gap: 4px;
    min-block-size: 24px;
    padding-block: 2px;
    padding-inline-end: var(--hermes-space-2);
    border-radius: 4px;
    line-height: 20px;
  }
  ${unsafeCSS(levels.join('\n'))}
  .node[aria-expanded],
  .node:has(> .more) {
    cursor: pointer;
  }
  .node[aria-expanded]:hover,
  .node:has(> .more):hover {
    background: var(--hermes-surface-2);
  }
  .node:focus-visible {
    outline-offset: -2px;
  }
  .twist {
    flex: none;
    inline-size: 14px;
    color: var(--hermes-text-3);
  }
  .twist .icon {
    inline-size: 12px;
    block-size: 12px;
    transform: none;
  }
  [aria-expanded='true'] > .twist .icon {
    transform: rotate(90deg);
  }
  .name {
    flex: none;
    max-inline-size: 60%;
    overflow-wrap: anywhere;
    color: var(--hermes-text-2);
    font-family: var(--hermes-font-mono);
  }
  .colon {
    flex: none;
    margin-inline-end: 4px;
    color: var(--hermes-text-3);
  }
  .text {
    flex: 1 1 0;
    min-inline-size: 8ch;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    color: var(--hermes-text-1);
    font-family: var(--hermes-font-mono);
    unicode-bidi: plaintext;
  }
  .atom {
    color: var(--hermes-accent);
    font-family: var(--hermes-font-mono);
  }
  .size,
  .more {
    color: var(--hermes-text-3);
  }
  .more {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  table {
    min-inline-size: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 4px var(--hermes-space-3);
    border-block-end: 1px solid var(--hermes-border);
    text-align: start;
    vertical-align: top;
    overflow-wrap: break-word;
    unicode-bidi: plaintext;
  }
  tr:last-child td {
    border-block-end: 0;
  }
  th {
    position: sticky;
    inset-block-start: 0;
    background: var(--hermes-code-bg);
    color: var(--hermes-text-2);
    font-weight: 500;
  }
  td {
    max-inline-size: 40ch;
    white-space: pre-wrap;
    font-family: var(--hermes-font-mono);
  }
  td.number,
  th.number {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  @media (pointer: coarse) {
    .node[aria-expanded] {
      min-block-size: 44px;
      align-items: center;
    }
  }
`;
