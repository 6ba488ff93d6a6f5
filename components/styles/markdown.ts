/** Prose, code and tables of `<hermes-markdown>`. Tokens only, each with a fallback; logical properties only. */
import { css } from 'lit';

export const markdownStyles = css`
  :host {
    --_text: var(--hermes-text-1, light-dark(#1b1f24, #e6e8eb));
    --_quiet: var(--hermes-text-2, light-dark(#57606a, #a3abb5));
    --_border: var(--hermes-border, light-dark(#d5dae0, #363c44));
    --_accent: var(--hermes-accent, light-dark(#0b5fce, #7ab0ff));
    --_raised: var(--hermes-surface-1, light-dark(#f5f6f8, #1e2227));
    --_code: var(--hermes-code-bg, light-dark(#f5f6f8, #1e2227));
    --_mono: var(--hermes-font-mono, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace);
    --_space-1: var(--hermes-space-1, 4px);
    --_space-2: var(--hermes-space-2, 8px);
    --_space-3: var(--hermes-space-3, 12px);
    --_space-5: var(--hermes-space-5, 24px);

    display: block;
    min-inline-size: 0;
    color: var(--_text);
    font-family: var(--hermes-font-prose, system-ui, sans-serif);
    font-size: 15px;
    line-height: 1.6;
    overflow-wrap: anywhere;
  }

  :host([hidden]) {
    display: none;
  }

  p,
  ul,
  ol,
  blockquote,
  hr,
  .code,
  .table {
    margin-block: var(--_space-3);
    margin-inline: 0;
  }

  :host > :first-child,
  blockquote > :first-child,
  li > :first-child {
    margin-block-start: 0;
  }

  :host > :last-child,
  blockquote > :last-child,
  li > :last-child {
    margin-block-end: 0;
  }

  /* Each paragraph finds its own direction, boxes and bullets follow the block they are in. */
  p,
  li,
  th,
  td {
    unicode-bidi: plaintext;
  }

  .plain {
    white-space: pre-wrap;
  }

  h3,
  h4,
  h5,
  h6 {
    margin-block: var(--_space-5) var(--_space-2);
    margin-inline: 0;
    font-weight: 600;
    line-height: 1.35;
    text-wrap: balance;
  }

  h3 {
    font-size: 1.2em;
  }

  h4 {
    font-size: 1.0667em;
  }

  h5,
  h6 {
    font-size: 1em;
  }

  h6 {
    color: var(--_quiet);
  }

  ul,
  ol {
    padding-inline-start: var(--_space-5);
  }

  li + li,
  li > ul,
  li > ol {
    margin-block-start: var(--_space-1);
  }

  li::marker {
    color: var(--_quiet);
  }

  li.task {
    list-style: none;
  }

  li.task input {
    inline-size: 14px;
    block-size: 14px;
    margin-block: 0;
    margin-inline: calc(-1 * (14px + var(--_space-2))) var(--_space-2);
    vertical-align: -1px;
    accent-color: var(--_accent);
  }

  blockquote {
    padding-inline-start: var(--_space-3);
    border-inline-start: 3px solid var(--_border);
    color: var(--_quiet);
  }

  hr {
    block-size: 0;
    border: 0;
    border-block-start: 1px solid var(--_border);
  }

  a {
    color: var(--_accent);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 2px;
    border-radius: 2px;
  }

  a.image {
    text-decoration-style: dotted;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  code {
    font-family: var(--_mono);
    font-size: 0.8667em;
    unicode-bidi: isolate;
  }

  :not(pre) > code {
    padding-block: 1px;
    padding-inline: var(--_space-1);
    border-radius: var(--hermes-radius-1, 4px);
    background: var(--_code);
    white-space: break-spaces;
  }

  .code {
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--hermes-radius-2, 8px);
    background: var(--_code);
  }

  .code-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--_space-2);
    min-block-size: 28px;
    padding-inline: var(--_space-3) var(--_space-1);
    border-block-end: 1px solid var(--_border);
    color: var(--_quiet);
    font-family: system-ui, sans-serif;
    font-size: var(--hermes-type-2, 12px);
    line-height: 1.3;
  }

  .language {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .copy {
    flex: none;
    min-block-size: 24px;
    min-inline-size: 24px;
    padding-block: 0;
    padding-inline: var(--_space-2);
    border: 0;
    border-radius: var(--hermes-radius-1, 4px);
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }

  .copy:hover {
    color: var(--_text);
    background: var(--hermes-surface-2, light-dark(#e9ecf0, #2a2f36));
  }

  .copy:focus-visible {
    outline-offset: -2px;
  }

  @media (pointer: coarse) {
    .copy {
      min-block-size: 44px;
      min-inline-size: 44px;
    }
  }

  pre {
    margin: 0;
    padding-block: var(--_space-2);
    padding-inline: var(--_space-3);
    overflow-x: auto;
    line-height: 1.5;
    tab-size: 4;
    overflow-wrap: normal;
  }

  pre code {
    white-space: pre;
  }

  pre:focus-visible {
    outline-offset: -2px;
  }

  .table {
    overflow-x: auto;
    border: 1px solid var(--_border);
    border-radius: var(--hermes-radius-2, 8px);
  }

  table {
    min-inline-size: 100%;
    border-collapse: collapse;
    font-size: var(--hermes-type-4, 14px);
    line-height: 1.5;
    overflow-wrap: normal;
  }

  th,
  td {
    max-inline-size: 32em;
    padding-block: var(--_space-1);
    padding-inline: var(--_space-3);
    text-align: start;
    vertical-align: top;
  }

  th {
    background: var(--_raised);
    font-weight: 600;
    white-space: nowrap;
  }

  th + th,
  td + td {
    border-inline-start: 1px solid var(--_border);
  }

  tbody tr {
    border-block-start: 1px solid var(--_border);
  }

  .align-center {
    text-align: center;
  }

  .align-right {
    text-align: end;
  }

  @media (forced-colors: active) {
    :not(pre) > code {
      outline: 1px solid GrayText;
    }

    .copy {
      border: 1px solid ButtonBorder;
    }
  }
`;
