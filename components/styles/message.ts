import { css } from 'lit';

export const messageStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  .message {
    min-inline-size: 0;
  }
  :host([data-linked]) .message {
    border-radius: var(--hermes-radius-2);
    outline: 2px solid var(--hermes-accent);
    outline-offset: 6px;
  }
  .bubble {
    display: grid;
    gap: var(--hermes-space-2);
    inline-size: fit-content;
    max-inline-size: min(85%, 60ch);
    margin-inline-start: auto;
    padding: 9px 14px;
    border-radius: var(--hermes-radius-3);
    background: var(--hermes-surface-2);
    font: 15px/1.5 var(--hermes-font-prose);
  }
  .said {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }
  .blocks {
    display: flex;
    flex-direction: column;
    gap: var(--hermes-space-1);
    min-inline-size: 0;
  }
  .blocks[data-folded] > .step {
    display: none;
  }
  .text {
    margin-block: var(--hermes-space-2);
    min-inline-size: 0;
  }
  .text:first-child {
    margin-block-start: 0;
  }
  .text.note {
    --hermes-text-1: var(--_text-2);
    margin-block: var(--hermes-space-1);
    color: var(--hermes-text-2);
  }

  .disclosure {
    display: flex;
    inline-size: fit-content;
    margin-inline-start: calc(-1 * var(--hermes-space-2));
    align-items: center;
    gap: var(--hermes-space-2);
    min-block-size: 28px;
    max-inline-size: 100%;
    padding: 3px var(--hermes-space-2);
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    text-align: start;
    cursor: pointer;
  }
  .disclosure:hover {
    background: var(--hermes-surface-1);
    color: var(--hermes-text-1);
  }
  .disclosure > .icon {
    color: var(--hermes-text-3);
  }
  .chevron .icon {
    inline-size: 12px;
    block-size: 12px;
    opacity: 0.7;
  }
  [aria-expanded='true'] > .chevron {
    transform: rotate(90deg);
  }
  [aria-expanded='true'] > .chevron:dir(rtl) {
    transform: rotate(-90deg);
  }
  .reasoning {
    margin-block: var(--hermes-space-1) var(--hermes-space-2);
    margin-inline-start: 7px;
    padding-inline-start: var(--hermes-space-3);
    border-inline-start: 2px solid var(--hermes-border);
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-3);
    line-height: 1.55;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }

  .notice,
  .partial,
  .divider {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-2);
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
  }
  .notice,
  .partial {
    align-items: flex-start;
    padding: 6px var(--hermes-space-2);
  }
  .notice-name {
    flex: none;
  }
  .notice-text {
    min-inline-size: 0;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    color: var(--hermes-text-2);
  }
  [data-notice='error'] {
    flex-wrap: wrap;
    border: 1px solid color-mix(in srgb, var(--hermes-danger) 45%, var(--hermes-border));
    border-radius: var(--hermes-radius-2);
    padding: var(--hermes-space-2) var(--hermes-space-3);
  }
  [data-notice='error'] > .icon,
  [data-notice='error'] > .notice-name {
    color: var(--hermes-danger);
  }
  [data-notice='error'] > .notice-text {
    flex-basis: 100%;
    padding-inline-start: 24px;
  }
  [data-notice='interrupted'] > .icon,
  [data-notice='warning'] > .icon,
  .partial > .icon {
    color: var(--hermes-warning);
  }
  .divider {
    margin-block: var(--hermes-space-3);
    color: var(--hermes-text-3);
  }
  .divider::before,
  .divider::after {
    content: '';
    flex: 1 1 0;
    min-inline-size: var(--hermes-space-3);
    border-block-start: 1px solid var(--hermes-border);
  }

  footer {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-2);
    min-block-size: 28px;
    opacity: 0;
    color: var(--hermes-text-3);
    font-size: var(--hermes-type-1);
    transition: opacity var(--_motion);
  }
  .message:hover footer,
  footer:focus-within,
  footer:has([busy]) {
    opacity: 1;
  }
  .broken {
    padding: var(--hermes-space-2);
    color: var(--hermes-danger);
    font-size: var(--hermes-type-2);
  }

  :host([density='compact']) .bubble,
  :host([density='compact']) hermes-markdown {
    font-size: var(--hermes-type-3);
  }
  :host([density='compact']) .bubble {
    padding: 6px 10px;
  }
  :host([density='compact']) footer {
    min-block-size: 24px;
  }

  @media (hover: none) {
    footer {
      opacity: 1;
    }
  }
  @media (pointer: coarse) {
    .disclosure {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid;
    }
    footer {
      opacity: 1;
    }
  }
`;
