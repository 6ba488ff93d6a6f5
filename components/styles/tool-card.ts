import { css } from 'lit';

export const toolCardStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
    /* Small, each by itself: one around a conversation would cost with its length (controllers/pane-room.ts). */
    container-type: inline-size;
  }
  .line {
    /* Its icon stands under the text's edge; its background reaches out. */
    margin-inline: calc(-1 * var(--hermes-space-2));
    display: flex;
    align-items: center;
    gap: var(--hermes-space-2);
    inline-size: calc(100% + 2 * var(--hermes-space-2));
    min-block-size: 28px;
    padding: 3px var(--hermes-space-2);
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    text-align: start;
    cursor: pointer;
  }
  .line:hover,
  :host([open]) .line {
    background: var(--hermes-surface-1);
  }
  .line > .icon {
    color: var(--hermes-text-3);
  }
  .name {
    flex: none;
    max-inline-size: 40%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--hermes-text-1);
    font-weight: 500;
  }
  .target,
  .summary {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .target {
    flex: 0 1 auto;
    max-inline-size: 60%;
  }
  .summary {
    flex: 1 1 0;
    color: var(--hermes-text-3);
  }
  .status {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 6px;
    color: var(--hermes-text-3);
    font-variant-numeric: tabular-nums;
  }
  [data-status='running'] .status {
    color: var(--hermes-accent);
  }
  [data-status='failed'] .status {
    color: var(--hermes-danger);
  }
  .status .icon {
    inline-size: 14px;
    block-size: 14px;
  }
  .chevron {
    flex: none;
    opacity: 0.7;
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
  .details[hidden='until-found'] {
    display: block !important;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .details {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--hermes-space-2);
    margin-block: var(--hermes-space-1) var(--hermes-space-3);
    margin-inline-start: 7px;
    padding-inline-start: var(--hermes-space-3);
    border-inline-start: 2px solid var(--hermes-border);
    font-size: var(--hermes-type-2);
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 2px 0;
    vertical-align: top;
    text-align: start;
    overflow-wrap: anywhere;
  }
  th {
    inline-size: 1%;
    min-inline-size: 5em;
    max-inline-size: 12em;
    padding-inline-end: var(--hermes-space-3);
    color: var(--hermes-text-3);
    font-weight: 400;
  }
  td {
    /* Left to right in itself, beside its name in either direction. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
    font-family: var(--hermes-font-mono);
    white-space: pre-wrap;
  }
  .result {
    position: relative;
  }
  pre {
    max-block-size: 24em;
    overflow: auto;
    padding: var(--hermes-space-2) var(--hermes-space-3);
    border-radius: 6px;
    background: var(--hermes-code-bg);
    font-size: var(--hermes-type-2);
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    tab-size: 4;
  }
  .command {
    max-block-size: 12em;
  }
  .prompt {
    color: var(--hermes-text-3);
    user-select: none;
  }
  .piece {
    display: block;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 2400px;
  }
  .counts {
    display: inline-flex;
    gap: 6px;
    font-variant-numeric: tabular-nums;
  }
  .counts .added {
    color: var(--hermes-success);
  }
  .counts .removed {
    color: var(--hermes-danger);
  }
  [data-status='failed'] .summary {
    color: var(--hermes-danger);
  }
  .images {
    display: flex;
    flex-wrap: wrap;
    gap: var(--hermes-space-2);
    margin-block-start: var(--hermes-space-2);
  }
  .picture {
    display: block;
    max-inline-size: 100%;
    padding: 0;
    border: 1px solid var(--hermes-border);
    border-radius: 6px;
    overflow: hidden;
    background: none;
    cursor: zoom-in;
  }
  .images img {
    display: block;
    max-inline-size: min(100%, 480px);
    max-block-size: 320px;
  }
  .broken {
    padding: var(--hermes-space-2);
  }
  .broken > p {
    margin-block-end: var(--hermes-space-2);
    color: var(--hermes-danger);
    font-size: var(--hermes-type-2);
  }
  .actions {
    display: flex;
    gap: var(--hermes-space-1);
    margin-inline-start: -10px;
  }
  /* Over the corner of what it is for, while somebody is there. */
  .corner {
    position: absolute;
    inset-block-start: 3px;
    inset-inline-end: 3px;
    display: flex;
    border-radius: 6px;
    background: var(--hermes-code-bg);
    opacity: 0;
    transition: opacity var(--_motion);
  }
  .corner .button {
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    font-weight: 400;
  }
  .result:hover > .corner,
  .result:focus-within > .corner {
    opacity: 1;
  }
  .result > .none {
    margin-block-start: var(--hermes-space-1);
  }
  .actions .button {
    font-size: var(--hermes-type-2);
    font-weight: 400;
  }
  .none {
    color: var(--hermes-text-3);
  }
  .hidden-character {
    border-radius: 3px;
    background: color-mix(in srgb, var(--hermes-danger) 18%, transparent);
    color: var(--hermes-danger);
    font-size: 0.85em;
  }
  @container (inline-size < 480px) {
    .summary:not(:has(.counts)) {
      display: none;
    }
    .summary {
      flex: none;
    }
    .target {
      flex: 1 1 0;
      max-inline-size: none;
    }
  }
  @media (hover: none) {
    .corner {
      position: static;
      justify-content: flex-end;
      background: none;
      opacity: 1;
    }
  }
  @media print {
    :host {
      container-type: normal;
    }
    .corner,
    .actions,
    .line .chevron {
      display: none;
    }
  }
  @media (pointer: coarse) {
    .line {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .corner {
      opacity: 1;
    }
    .hidden-character {
      outline: 1px solid;
    }
  }
`;
