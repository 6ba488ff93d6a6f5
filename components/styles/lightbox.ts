import { css } from 'lit';

export const lightboxStyles = css`
  :host {
    display: contents;
  }
  dialog {
    position: fixed;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 0;
    overflow: hidden;
    border: 0;
    background: var(--hermes-surface-0);
    color: var(--hermes-text-1);
  }
  dialog[open] {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
  }
  .bar {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-1);
    padding: var(--hermes-space-1) var(--hermes-space-3);
    border-block-end: 1px solid var(--hermes-border);
  }
  .title {
    flex: 1 1 0;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .hidden-character {
    padding-inline: 2px;
    border-radius: 3px;
    background: color-mix(in srgb, var(--hermes-warning) 22%, transparent);
    font-family: var(--hermes-font-mono);
  }
  .count {
    flex: none;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    font-variant-numeric: tabular-nums;
  }
  .stage {
    display: grid;
    place-items: center;
    place-items: safe center;
    min-inline-size: 0;
    min-block-size: 0;
    padding: var(--hermes-space-3);
    overflow: hidden;
    overscroll-behavior: contain;
    cursor: zoom-out;
  }
  .stage.zoomed {
    overflow: auto;
    cursor: auto;
  }
  .stage > img {
    display: block;
    max-inline-size: 100%;
    max-block-size: 100%;
    min-inline-size: 0;
    min-block-size: 0;
    /* What is see-through in it is seen on white, whatever the scheme. */
    background: #fff;
    object-fit: contain;
    cursor: zoom-in;
  }
  .stage.zoomed > img {
    max-inline-size: none;
    max-block-size: none;
    cursor: zoom-out;
  }
  .broken {
    color: var(--hermes-text-2);
  }
  .step {
    position: absolute;
    inset-block-start: 50%;
    min-inline-size: 36px;
    min-block-size: 36px;
    background: var(--hermes-surface-0);
  }
  .previous {
    inset-inline-start: var(--hermes-space-2);
  }
  .next {
    inset-inline-end: var(--hermes-space-2);
  }
  .previous .icon {
    transform: rotate(180deg);
  }
  .previous .icon:dir(rtl) {
    transform: none;
  }
  @media (forced-colors: active) {
    .step {
      border: 1px solid ButtonText;
    }
  }
`;
