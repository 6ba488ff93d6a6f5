import { css } from 'lit';

export const composerStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  .composer {
    display: grid;
    gap: var(--hermes-space-2);
    max-inline-size: 736px;
    margin-inline: auto;
  }
  .box {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-3);
    background: var(--hermes-surface-0);
  }
  .box:focus-within {
    border-color: color-mix(in srgb, var(--hermes-accent) 70%, var(--hermes-border));
    outline: 1px solid color-mix(in srgb, var(--hermes-accent) 70%, var(--hermes-border));
    outline-offset: -2px;
  }
  .box.dragging {
    border-style: dashed;
    border-color: var(--hermes-accent);
  }
  .files {
    display: flex;
    flex: 1 1 100%;
    flex-wrap: wrap;
    gap: var(--hermes-space-1);
    min-inline-size: 0;
    max-block-size: max(120px, 0.3 * var(--_room, 100svb));
    overflow: auto;
    padding: 8px 8px 0;
  }
  .files li {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-1);
    min-inline-size: 0;
    max-inline-size: 100%;
    padding-inline-start: 8px;
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-2);
    background: var(--hermes-surface-1);
    font-size: var(--hermes-type-2);
  }
  .files li > .icon {
    flex: none;
    color: var(--hermes-text-3);
  }
  .files [data-state='failed'] > .icon,
  .files [data-state='interrupted'] > .icon {
    color: var(--hermes-warning);
  }
  .file-words {
    display: grid;
    min-inline-size: 0;
    padding-block: 4px;
  }
  .file-name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .file-state {
    color: var(--hermes-text-2);
    overflow-wrap: anywhere;
  }
  .box:has(textarea:read-only) {
    background: var(--hermes-surface-1);
  }
  textarea {
    display: block;
    flex: 1 1 224px;
    inline-size: auto;
    min-inline-size: 0;
    /* A third of the pane, and room for four lines in the smallest. */
    max-block-size: max(120px, 0.33 * var(--_room, 100svb));
    min-block-size: 44px;
    padding: 10px 14px;
    border: 0;
    background: transparent;
    font: 15px/1.5 var(--hermes-font-prose);
    resize: none;
    field-sizing: content;
    overflow-wrap: anywhere;
  }
  textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: var(--hermes-text-3);
    opacity: 1;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: var(--hermes-space-2);
    margin-inline-start: auto;
    padding: 8px;
  }
  /* Stays in the accessibility tree: a live region must be there before it speaks. */
  .outcome:empty {
    position: absolute;
  }
  .outcome {
    padding-inline: 14px;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
  }
  .actions .button {
    border-radius: var(--hermes-radius-2);
  }

  .queue {
    display: grid;
    max-block-size: max(120px, 0.3 * var(--_room, 100svb));
    overflow: auto;
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-2);
    background: var(--hermes-surface-1);
  }
  .queue li {
    display: flex;
    align-items: flex-start;
    gap: var(--hermes-space-2);
    padding-block: 6px;
    padding-inline: var(--hermes-space-3) 6px;
  }
  .queue li + li {
    border-block-start: 1px solid var(--hermes-border);
  }
  .queue li > .icon {
    margin-block-start: 3px;
    color: var(--hermes-text-3);
  }
  .queue [data-state='returned'] > .icon {
    color: var(--hermes-warning);
  }
  .words {
    flex: 1 1 0;
    min-inline-size: 0;
  }
  .text {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
    overflow-wrap: anywhere;
    white-space: pre-line;
    unicode-bidi: plaintext;
  }
  .why {
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
  }
  .why strong {
    font-weight: 500;
    color: var(--hermes-text-1);
  }
  .item-actions {
    display: flex;
    flex: none;
    gap: 2px;
  }
  @media (forced-colors: active) {
    .box:focus-within {
      outline: 2px solid Highlight;
    }
  }
`;
