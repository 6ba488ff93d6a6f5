import { css } from 'lit';

export const diffStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  .diff {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--hermes-space-2);
    font-size: var(--hermes-type-2);
  }
  .file {
    min-inline-size: 0;
    border: 1px solid var(--hermes-border);
    border-radius: 6px;
    overflow: hidden;
  }
  .head {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-2);
    min-block-size: 28px;
    padding: 3px var(--hermes-space-2) 3px var(--hermes-space-3);
    background: var(--hermes-surface-1);
    color: var(--hermes-text-2);
  }
  .path {
    flex: 1 1 0;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--hermes-text-1);
    font-family: var(--hermes-font-mono);
    text-align: match-parent;
  }
  .change {
    flex: none;
  }
  .counts {
    display: inline-flex;
    flex: none;
    gap: 6px;
    font-variant-numeric: tabular-nums;
  }
  .counts .added {
    color: var(--hermes-success);
  }
  .counts .removed {
    color: var(--hermes-danger);
  }
  .lines {
    max-block-size: 420px;
    overflow: auto;
    border-block-start: 1px solid var(--hermes-border);
    line-height: 1.55;
  }
  .width {
    inline-size: max-content;
    min-inline-size: 100%;
    padding-block: 2px;
  }
  .line {
    display: flex;
    padding-inline-end: var(--hermes-space-3);
    border-inline-start: 3px solid transparent;
  }
  .line > code {
    flex: 1 0 auto;
    white-space: pre;
    tab-size: 4;
    font-size: 1em;
  }
  .number {
    flex: none;
    inline-size: 4.5ch;
    padding-inline-end: 1ch;
    color: var(--hermes-text-3);
    font-family: var(--hermes-font-mono);
    text-align: end;
    user-select: none;
  }
  .sign {
    flex: none;
    inline-size: 2ch;
    color: var(--hermes-text-3);
    font-family: var(--hermes-font-mono);
    user-select: none;
  }
  .line .visually-hidden {
    user-select: none;
  }
  .line.added {
    border-color: var(--hermes-success);
    background: color-mix(in srgb, var(--hermes-success) 9%, transparent);
  }
  .line.removed {
    border-color: var(--hermes-danger);
    background: color-mix(in srgb, var(--hermes-danger) 9%, transparent);
  }
  .line.added > .sign {
    color: var(--hermes-success);
  }
  .line.removed > .sign {
    color: var(--hermes-danger);
  }
  .line > code,
  .line > .number {
    color: var(--hermes-text-1);
  }
  .line > .number,
  .line.same > code {
    color: var(--hermes-text-2);
  }
  mark {
    border-radius: 2px;
    color: inherit;
  }
  .added mark {
    background: color-mix(in srgb, var(--hermes-success) 26%, transparent);
  }
  .removed mark {
    background: color-mix(in srgb, var(--hermes-danger) 26%, transparent);
  }
  .hunk {
    padding: 1px var(--hermes-space-3);
    background: var(--hermes-surface-1);
    color: var(--hermes-text-3);
    font-family: var(--hermes-font-mono);
  }
  .no-newline {
    padding-inline-start: 2ch;
    color: var(--hermes-text-3);
    user-select: none;
  }
  .plain {
    max-block-size: 420px;
    overflow: auto;
    padding: var(--hermes-space-2) var(--hermes-space-3);
    border-radius: 6px;
    background: var(--hermes-code-bg);
    font-size: var(--hermes-type-2);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .button {
    justify-self: start;
  }
  @media (forced-colors: active) {
    .line {
      border-color: Canvas;
    }
    .line.added,
    .line.removed {
      border-color: CanvasText;
    }
    .added mark,
    .removed mark {
      background: CanvasText;
      color: Canvas;
      forced-color-adjust: none;
    }
    .added mark {
      text-decoration: underline;
    }
    .removed mark {
      text-decoration: line-through;
    }
  }
`;
