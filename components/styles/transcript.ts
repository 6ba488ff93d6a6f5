import { css } from 'lit';

export const transcriptStyles = css`
  :host {
    display: block;
    min-block-size: 0;
    background: var(--_surface-0);
  }
  .frame {
    position: relative;
    block-size: 100%;
    min-block-size: 0;
  }
  .scroller {
    block-size: 100%;
    overflow: auto;
    /* The line read is kept in its place by scroll-follower.ts, everywhere alike and within messages too. */
    overflow-anchor: none;
    scroll-padding-block: var(--hermes-space-5);
  }
  .scroller:focus-visible {
    outline-offset: -2px;
  }
  .content {
    display: flex;
    flex-direction: column;
    box-sizing: border-box;
    max-inline-size: calc(736px + 2 * var(--hermes-space-5));
    min-block-size: 100%;
    margin-inline: auto;
    /* Less at the sides where the box is narrower than 480 px. */
    padding: var(--hermes-space-5) clamp(var(--hermes-space-4), (100% - 479px) * 999, var(--hermes-space-5)) 0;
  }
  .row {
    flex: none;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 120px;
    /* Containment clips at the box: leave room for focus rings. */
    margin-inline: -12px;
    padding-inline: 12px;
    padding-block-end: var(--hermes-space-4);
  }
  .answered {
    margin: var(--hermes-space-2) 0 0;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .gap {
    flex: none;
  }
  .row.live {
    content-visibility: visible;
  }
  .older {
    align-self: center;
    margin-block-end: var(--hermes-space-4);
  }
  .jump {
    position: absolute;
    inset-block-end: var(--hermes-space-3);
    inset-inline: 0;
    inline-size: fit-content;
    margin-inline: auto;
    border-radius: 99px;
    background: var(--hermes-surface-0);
    box-shadow: var(--hermes-shadow);
    font-size: var(--hermes-type-2);
  }
  :host([density='compact']) .content {
    max-inline-size: calc(736px + 2 * var(--hermes-space-4));
    padding: var(--hermes-space-3) var(--hermes-space-4) var(--hermes-space-1);
  }
  :host([density='compact']) .row {
    padding-block-end: var(--hermes-space-2);
  }
`;
