import { css } from 'lit';

export const terminalStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
    --_t-black: light-dark(#3a3c42, #9a9da5);
    --_t-red: light-dark(#b3261e, #ff8f87);
    --_t-green: light-dark(#1d7440, #6ccb8d);
    --_t-yellow: light-dark(#8a5a00, #e3b341);
    --_t-blue: light-dark(#2f5fd0, #8fb0ff);
    --_t-magenta: light-dark(#9333a8, #e39bf2);
    --_t-cyan: light-dark(#0b6e7d, #6fd0dd);
    --_t-white: light-dark(#5b5e67, #e6e7ea);
  }
  .terminal {
    max-block-size: 360px;
    overflow: auto;
    padding: var(--hermes-space-2) var(--hermes-space-3);
    border-radius: 6px;
    background: var(--hermes-code-bg);
    font-size: var(--hermes-type-2);
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    tab-size: 8;
  }
  .piece {
    display: block;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 2400px;
  }
  .fg-black {
    color: var(--_t-black);
  }
  .fg-red {
    color: var(--_t-red);
  }
  .fg-green {
    color: var(--_t-green);
  }
  .fg-yellow {
    color: var(--_t-yellow);
  }
  .fg-blue {
    color: var(--_t-blue);
  }
  .fg-magenta {
    color: var(--_t-magenta);
  }
  .fg-cyan {
    color: var(--_t-cyan);
  }
  .fg-white {
    color: var(--_t-white);
  }
  /* A background tints; its text is the reader's own colour, so that it can be read in both schemes. */
  [class*='bg-'] {
    border-radius: 2px;
    color: var(--hermes-text-1);
  }
  .bg-black,
  .bg-white {
    background: color-mix(in srgb, var(--hermes-text-1) 12%, transparent);
  }
  .bg-red {
    background: color-mix(in srgb, var(--_t-red) 22%, transparent);
  }
  .bg-green {
    background: color-mix(in srgb, var(--_t-green) 22%, transparent);
  }
  .bg-yellow {
    background: color-mix(in srgb, var(--_t-yellow) 22%, transparent);
  }
  .bg-blue {
    background: color-mix(in srgb, var(--_t-blue) 22%, transparent);
  }
  .bg-magenta {
    background: color-mix(in srgb, var(--_t-magenta) 22%, transparent);
  }
  .bg-cyan {
    background: color-mix(in srgb, var(--_t-cyan) 22%, transparent);
  }
  .inverse {
    border-radius: 2px;
    background: var(--hermes-text-1);
    color: var(--hermes-surface-0);
  }
  .bold {
    font-weight: 650;
  }
  .dim:not([class*='fg-']) {
    color: var(--hermes-text-3);
  }
  .italic {
    font-style: italic;
  }
  .underline {
    text-decoration: underline;
  }
  .strike {
    text-decoration: line-through;
  }
  .underline.strike {
    text-decoration: underline line-through;
  }
  @media (forced-colors: active) {
    [class*='bg-'] {
      outline: 1px solid;
    }
  }
`;
