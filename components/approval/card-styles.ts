import { css } from 'lit';

/** One look for everything that asks for a decision: the only loud thing on screen, and still calm. */
export const cardStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .card {
    border: 1px solid var(--hermes-border);
    border-inline-start: 3px solid var(--hermes-attention);
    border-radius: var(--hermes-radius-2);
    background: var(--hermes-surface-0);
  }
  :host([data-state='resolved']) .card,
  :host([data-state='expired']) .card,
  :host([data-state='gone']) .card {
    border-inline-start-color: var(--hermes-border);
  }
  .head {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr) auto auto;
    column-gap: 8px;
    align-items: center;
    padding-block: 8px;
    padding-inline: 12px 8px;
  }
  .shape {
    color: var(--hermes-attention);
  }
  :host([data-state='resolved']) .shape,
  :host([data-state='expired']) .shape,
  :host([data-state='gone']) .shape {
    color: var(--hermes-text-3);
  }
  h3 {
    font-size: var(--hermes-type-4);
    font-weight: 600;
    line-height: 20px;
    overflow-wrap: anywhere;
  }
  .session {
    grid-area: 2 / 2 / auto / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    line-height: 18px;
  }
  .session bdi {
    overflow-wrap: anywhere;
  }
  .place,
  .countdown {
    color: var(--hermes-text-3);
    font-variant-numeric: tabular-nums;
  }
  .countdown.soon {
    color: var(--hermes-attention);
    font-weight: 600;
  }
  .head .button {
    flex: none;
    font-size: var(--hermes-type-2);
  }
  .fold {
    grid-column: 4;
  }
  .fold .icon {
    transition: rotate var(--_motion);
  }
  .fold[aria-expanded='false'] .icon {
    rotate: -90deg;
  }
  .fold[aria-expanded='false'] .icon:dir(rtl) {
    rotate: 90deg;
  }
  .summary {
    overflow: hidden;
    padding-block: 0 10px;
    padding-inline: 36px 12px;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .body {
    display: grid;
    gap: 10px;
    padding: 2px 12px 12px;
  }
  .body > * {
    min-inline-size: 0;
  }
  .reason,
  .question {
    overflow-wrap: anywhere;
  }
  .as-written,
  .question {
    white-space: pre-line;
  }
  .question {
    font-size: var(--hermes-type-4);
    line-height: 1.5;
    white-space: pre-wrap;
  }
  .command {
    max-block-size: 240px;
    overflow: auto;
    padding: 8px 10px;
    border: 1px solid var(--hermes-border);
    border-radius: 6px;
    background: var(--hermes-code-bg);
    color: var(--hermes-text-1);
    font-size: var(--hermes-type-2);
    line-height: 1.55;
    text-align: left;
    white-space: break-spaces;
    overflow-wrap: anywhere;
    tab-size: 4;
  }
  .odd {
    border-radius: 2px;
    background: color-mix(in srgb, var(--hermes-danger) 16%, transparent);
    color: var(--hermes-danger);
    font-weight: 600;
    white-space: nowrap;
  }
  .piece {
    display: block;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 2400px;
  }
  .button.start {
    justify-self: start;
  }
  .change {
    max-block-size: 320px;
    overflow: auto;
    border: 1px solid var(--hermes-border);
    border-radius: 6px;
  }
  .arguments {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: var(--hermes-type-2);
    line-height: 1.5;
    table-layout: fixed;
  }
  .arguments th {
    inline-size: 26%;
    padding-block: 4px;
    padding-inline: 0 10px;
    color: var(--hermes-text-2);
    font-weight: 500;
    overflow-wrap: anywhere;
    text-align: start;
    vertical-align: top;
  }
  .arguments td {
    padding-block: 4px;
  }
  .arguments tr + tr > * {
    border-block-start: 1px solid var(--hermes-border);
  }
  .value {
    max-block-size: 160px;
    overflow: auto;
    text-align: left;
    white-space: break-spaces;
    overflow-wrap: anywhere;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
  }
  .facts:empty {
    display: none;
  }
  .facts code,
  .facts bdi {
    overflow-wrap: anywhere;
  }

  .told {
    display: flex;
    gap: 6px;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    line-height: 17px;
  }
  .told.error {
    color: var(--hermes-danger);
  }
  .told.warning {
    color: var(--hermes-warning);
  }
  .told span {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .ending {
    font-size: var(--hermes-type-3);
    line-height: 19px;
  }
  .kept {
    padding: 8px 10px;
    border: 1px solid var(--hermes-border);
    border-radius: 6px;
    background: var(--hermes-surface-1);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .choices,
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .choices .button,
  .answers .button,
  .write .button {
    min-block-size: 32px;
    padding-inline: 12px;
  }
  .choices .button.deny:enabled {
    color: var(--hermes-danger);
  }
  .answers .button {
    max-inline-size: 100%;
    text-align: start;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .rule {
    display: grid;
    gap: 8px;
    padding-block-start: 10px;
    border-block-start: 1px solid var(--hermes-border);
  }
  .auto {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 10px;
    align-items: center;
  }
  .auto.rule {
    display: grid;
  }
  .auto.on {
    padding: 6px 10px;
    border: 1px solid var(--hermes-warning);
    border-radius: 6px;
    justify-content: space-between;
  }
  .auto > .button.quiet {
    margin-inline-start: -12px;
    font-size: var(--hermes-type-2);
  }
  .write {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px;
  }
  textarea {
    flex: 1 1 180px;
    min-inline-size: 0;
    min-block-size: 32px;
    max-block-size: 160px;
    padding: 5px 10px;
    border: 1px solid var(--hermes-border);
    border-radius: 6px;
    background: var(--hermes-surface-0);
    line-height: 20px;
    resize: none;
    field-sizing: content;
  }
  textarea::placeholder {
    color: var(--hermes-text-3);
    opacity: 1;
  }
  textarea:focus-visible {
    outline-offset: -1px;
  }
  .card:focus-visible {
    outline-offset: 1px;
  }
  @container (max-width: 420px) {
    .choices {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .choices .button {
      white-space: normal;
    }
  }
  @media (pointer: coarse) {
    .choices .button,
    .answers .button,
    .write .button,
    textarea {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .card {
      border-inline-start-color: Highlight;
    }
    .odd {
      outline: 1px solid;
    }
    .auto > .button.quiet {
      margin-inline-start: 0;
    }
  }
`;
