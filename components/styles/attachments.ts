import { css } from 'lit';

export const attachmentsStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: var(--hermes-space-2);
    margin-block-start: var(--hermes-space-1);
  }
  :host([align='end']) .files {
    justify-content: flex-end;
  }
  li {
    display: grid;
    gap: 2px;
    min-inline-size: 0;
    max-inline-size: 100%;
  }
  /* The box is there before the picture is: nothing moves when it comes. */
  .thumb {
    display: block;
    inline-size: 168px;
    max-inline-size: 100%;
    block-size: 112px;
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-2);
    background: var(--hermes-surface-1);
    cursor: zoom-in;
  }
  .thumb:disabled {
    cursor: default;
  }
  .thumb > img {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  [data-kind='image'] {
    inline-size: 168px;
  }
  [data-kind='image'][data-state='broken'] {
    inline-size: auto;
  }
  .caption {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-1);
    min-inline-size: 0;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-1);
  }
  .name {
    flex: 0 1 auto;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .hidden-character {
    padding-inline: 2px;
    border-radius: 3px;
    background: color-mix(in srgb, var(--hermes-warning) 22%, transparent);
    color: var(--hermes-text-1);
    font-family: var(--hermes-font-mono);
    font-size: 0.93em;
  }
  .fact {
    flex: none;
    color: var(--hermes-text-3);
    font-size: var(--hermes-type-1);
  }
  audio {
    display: block;
    inline-size: 300px;
    max-inline-size: 100%;
    block-size: 40px;
  }
  video {
    display: block;
    inline-size: 320px;
    max-inline-size: 100%;
    aspect-ratio: 16 / 9;
    border-radius: var(--hermes-radius-2);
    background: #000;
  }
  .card {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-2);
    min-block-size: 40px;
    min-inline-size: 0;
    max-inline-size: 100%;
    padding: 4px 6px 4px 10px;
    padding-inline: 10px 6px;
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-2);
    background: var(--hermes-surface-0);
  }
  .card > .icon {
    color: var(--hermes-text-3);
  }
  [data-state='broken'] .card > .icon {
    color: var(--hermes-warning);
  }
  .words {
    display: grid;
    min-inline-size: 0;
    font-size: var(--hermes-type-2);
  }
  .words > .name {
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .card .button {
    flex: none;
  }
  @media (forced-colors: active) {
    .hidden-character {
      border: 1px solid;
    }
  }
  @media print {
    .thumb {
      outline: none;
    }
    .button,
    audio,
    video {
      display: none;
    }
  }
`;
