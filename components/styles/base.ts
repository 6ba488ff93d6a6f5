/** What every element starts from: box model, type, buttons, icons. */
import { css } from 'lit';

export const base = css`
  :host {
    box-sizing: border-box;
    color: var(--_text-1);
    font: 400 var(--_type-3) / 1.45 var(--_font-ui);
    text-align: start;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }
  :host([hidden]) {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  /* A page's rule for everything (star, with force) reaches the host and would be inherited: it stops here. */
  :where(:host > *) {
    color: var(--_text-1);
    font: 400 var(--_type-3) / 1.45 var(--_font-ui);
    font-variant: normal;
    letter-spacing: normal;
    text-align: start;
    text-decoration: none;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    white-space: normal;
    word-spacing: normal;
  }
  [hidden] {
    display: none !important;
  }
  p,
  h2,
  h3,
  ol,
  ul,
  dl,
  dd,
  pre {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  button,
  textarea,
  input,
  select {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  a {
    color: var(--hermes-accent);
    text-underline-offset: 2px;
  }
  code,
  kbd,
  pre {
    font-family: var(--hermes-font-mono);
    font-size: 0.93em;
    unicode-bidi: isolate;
  }

  .icon {
    display: block;
    flex: none;
    inline-size: 16px;
    block-size: 16px;
  }
  .icon[data-mirror]:dir(rtl) {
    transform: scaleX(-1);
  }
  .spinner-track {
    opacity: 0.25;
  }

  /* Buttons: quiet by default, one primary where there is a main thing to do. */
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: 28px;
    min-inline-size: 28px;
    padding: 3px 10px;
    border: 1px solid var(--hermes-border);
    border-radius: 6px;
    background: var(--hermes-surface-0);
    color: var(--hermes-text-1);
    font-size: var(--hermes-type-3);
    font-weight: 500;
    line-height: 1.4;
    text-decoration: none;
    white-space: nowrap;
    cursor: pointer;
    transition: background-color var(--_motion);
  }
  .button:hover {
    background: var(--hermes-surface-2);
  }
  .button:disabled {
    cursor: default;
    opacity: 0.55;
  }
  .button:disabled:hover {
    background: var(--hermes-surface-0);
  }
  .button.primary {
    border-color: transparent;
    background: var(--hermes-accent);
    color: var(--hermes-on-accent);
  }
  .button.primary:hover {
    background: color-mix(in oklab, var(--hermes-accent) 88%, var(--hermes-text-1));
  }
  .button.primary:disabled:hover {
    background: var(--hermes-accent);
  }
  .button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--hermes-text-2);
  }
  .button.quiet:hover {
    background: var(--hermes-surface-2);
    color: var(--hermes-text-1);
  }
  .button.icon-only {
    padding: 5px;
  }
  @media (pointer: coarse) {
    .button {
      min-block-size: 44px;
      min-inline-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .button {
      border-color: ButtonText !important;
    }
    /* The browser puts the page's colour behind text, on which text for an accent can't be read. */
    .button.primary:enabled {
      forced-color-adjust: none;
      background: ButtonText;
      color: ButtonFace;
    }
    .button:disabled {
      opacity: 1;
      color: GrayText;
      border-color: GrayText !important;
      background: ButtonFace;
    }
  }
`;
