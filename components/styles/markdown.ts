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
  .table,
  .html {
    margin: 0;
  }

  /* Space is only ever above: what is contained by itself (.off-screen) keeps the same distances. */
  .chapter > *,
  blockquote > *,
  li > * {
    margin-block-start: var(--_space-3);
  }

  .chapter:first-child > :first-child,
  blockquote > :first-child,
  li > :first-child {
    margin-block-start: 0;
  }

  /* As tall by itself as it will be contained; its height is remembered from when it is first laid out. */
  .chapter {
    display: flow-root;
    contain-intrinsic-block-size: auto 2000px;
  }

  /* Finished and far from the screen: not drawn. Room for focus rings, which containment would clip. */
  .off-screen {
    margin-inline: -6px;
    padding-inline: 6px;
    content-visibility: auto;
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

  h1,
  h2,
  h3,
  h4,
  h5,
  h6 {
    margin: 0;
    font-weight: 600;
    line-height: 1.35;
    text-wrap: balance;
  }

  :is(h1, h2, h3, h4, h5, h6):not(:first-child),
  .chapter:not(:first-child) > :is(h1, h2, h3, h4, h5, h6) {
    margin-block-start: var(--_space-5);
  }

  :is(h1, h2, h3, h4, h5, h6) + * {
    margin-block-start: var(--_space-2);
  }

  :is(h1, h2, h3, h4, h5, h6) {
    font-size: 1em;
  }

  [data-depth='1'] {
    font-size: 1.2em;
  }

  [data-depth='2'] {
    font-size: 1.0667em;
  }

  :is([data-depth='4'], [data-depth='5'], [data-depth='6']) {
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

  .image-note,
  .image-host {
    color: var(--_quiet);
    font-size: var(--hermes-type-2, 12px);
  }

  .image-button {
    min-block-size: 28px;
    max-inline-size: 100%;
    padding-block: 2px;
    padding-inline: var(--_space-2);
    border: 1px solid var(--_border);
    border-radius: var(--hermes-radius-1, 4px);
    background: var(--_raised);
    color: inherit;
    font: inherit;
    font-size: var(--hermes-type-4, 14px);
    text-align: start;
    cursor: pointer;
  }

  .image-button:hover {
    border-color: var(--_quiet);
  }

  .image-action {
    color: var(--_accent);
  }

  .picture {
    display: inline-block;
    max-inline-size: 100%;
    max-block-size: 480px;
    border-radius: var(--hermes-radius-1, 4px);
    vertical-align: bottom;
    object-fit: contain;
  }

  div.maths {
    overflow-x: auto;
    overflow-y: hidden;
    padding-block: var(--_space-1);
    text-align: center;
  }

  span.maths {
    unicode-bidi: isolate;
  }

  math {
    font-family: 'Cambria Math', 'STIX Two Math', 'Noto Sans Math', math;
    font-size: 1.08em;
    line-height: normal;
    text-indent: 0;
    direction: ltr;
  }

  math * {
    border-color: currentColor;
  }

  math.tml-display {
    display: block math;
    inline-size: 100%;
  }

  mfrac > :nth-child(2),
  msqrt,
  mover > :first-child {
    math-shift: compact;
  }

  sup.note {
    line-height: 0;
  }

  .ref,
  .back {
    min-block-size: 24px;
    margin-block: -8px;
    padding-block: 0;
    padding-inline: 3px;
    border: 0;
    border-radius: var(--hermes-radius-1, 4px);
    background: none;
    color: var(--_accent);
    font: inherit;
    cursor: pointer;
  }

  .back {
    min-inline-size: 24px;
  }

  /* Copied is what was said, not what it is said with. */
  .code-head,
  .back,
  .image-host,
  .image-action {
    user-select: none;
  }

  .ref:hover,
  .back:hover {
    text-decoration: underline;
  }

  .notes {
    margin-block-start: var(--_space-5);
    padding-block-start: var(--_space-2);
    border-block-start: 1px solid var(--_border);
    color: var(--_quiet);
    font-size: 0.8667em;
  }

  .notes li > p:nth-last-child(2) {
    display: inline;
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

  .language {
    flex: 1;
  }

  .copy,
  .tool {
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

  .tool[aria-pressed='true'] {
    color: var(--_text);
    text-decoration: underline;
    text-underline-offset: 3px;
  }

  .copy:hover,
  .tool:hover {
    color: var(--_text);
    background: var(--hermes-surface-2, light-dark(#e9ecf0, #2a2f36));
  }

  .copy:focus-visible,
  .tool:focus-visible {
    outline-offset: -2px;
  }

  @media (pointer: coarse) {
    .copy,
    .tool,
    .image-button {
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

  /* Lines of a long block, in pieces: those far from the screen are not laid out. Their usual height is known. */
  .lines {
    display: block;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 64lh;
  }

  .code[data-wrap] code {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .diagram {
    padding: var(--_space-3);
    overflow-x: auto;
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

  /* On paper there is no "near the screen" and nothing to scroll. */
  @media print {
    .off-screen,
    .lines {
      content-visibility: visible;
    }

    pre code {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }

    .copy,
    .tool,
    .back {
      display: none;
    }
  }

  @media (forced-colors: active) {
    :not(pre) > code {
      outline: 1px solid GrayText;
    }

    .copy,
    .tool {
      border: 1px solid ButtonBorder;
    }

    .tool[aria-pressed='true'] {
      border-color: Highlight;
    }
  }
`;
