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
  .disclosure > .words {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .about {
    color: var(--hermes-text-1);
  }
  .blocks:empty {
    display: none;
  }
  .earlier {
    align-self: flex-start;
    margin-inline-start: calc(-1 * var(--hermes-space-2));
    font-size: var(--hermes-type-2);
    font-weight: 400;
  }
  /* Stands where the foot of the message will stand: nothing moves when the turn settles. */
  .live {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-2);
    min-block-size: 28px;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
  }
  .live .shape {
    display: flex;
    color: var(--hermes-accent);
  }
  .live .shape[data-needs-you] {
    color: var(--hermes-attention);
  }
  .live .icon {
    inline-size: 14px;
    block-size: 14px;
  }
  .live .doing {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .live .facts {
    flex: none;
    color: var(--hermes-text-3);
    font-variant-numeric: tabular-nums;
  }
  .aside {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-2);
    margin-block-start: var(--hermes-space-1);
    color: var(--hermes-text-3);
    font-size: var(--hermes-type-2);
  }
  .aside .icon {
    margin-inline: 1px;
    inline-size: 14px;
    block-size: 14px;
  }
  [data-role='user'] .aside {
    justify-content: flex-end;
  }
  .detail {
    flex-basis: 100%;
    min-inline-size: 0;
    padding-inline-start: 24px;
  }
  .raw,
  .detail pre {
    max-block-size: 240px;
    overflow: auto;
    padding: var(--hermes-space-2) var(--hermes-space-3);
    border-radius: 6px;
    background: var(--hermes-code-bg);
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
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
    flex-wrap: wrap;
    align-items: flex-start;
    padding-block: 6px;
  }
  .notice-name {
    flex: none;
  }
  .notice-text {
    flex: 0 1 auto;
    min-inline-size: 0;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    color: var(--hermes-text-2);
  }
  [data-notice='error'] {
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
  /* Its element is being loaded: the line it will have. */
  hermes-tool-card:not(:defined) {
    display: block;
    min-block-size: 28px;
  }
  hermes-attachments:not(:defined) {
    display: block;
    min-block-size: 48px;
  }
  .broken > .button {
    justify-self: start;
  }
  .broken {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--hermes-space-2);
    padding: var(--hermes-space-2) var(--hermes-space-3);
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-2);
    font-size: var(--hermes-type-2);
  }
  .broken > p {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-2);
    color: var(--hermes-danger);
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
