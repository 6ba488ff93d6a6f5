/** A menu in a popover: items of 28 px, 44 px where the pointer is a finger. */
import { css } from 'lit';

export const popoverMenu = css`
  .menu {
    position: fixed;
    inset: auto;
    min-inline-size: 180px;
    max-inline-size: calc(100% - 8px);
    max-block-size: calc(100% - 8px);
    margin: 0;
    padding: var(--hermes-space-1);
    overflow: auto;
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-2);
    background: var(--hermes-surface-0);
    box-shadow: var(--hermes-shadow);
    color: var(--hermes-text-1);
  }
  .menu > button {
    display: flex;
    inline-size: 100%;
    min-block-size: 28px;
    align-items: center;
    gap: var(--hermes-space-2);
    padding: 4px var(--hermes-space-2);
    border: 0;
    border-radius: 4px;
    background: none;
    font-size: var(--hermes-type-3);
    text-align: start;
    cursor: pointer;
  }
  .menu > button > .icon {
    color: var(--hermes-text-3);
  }
  .menu > button:is(:hover, :focus) {
    background: var(--hermes-surface-2);
  }
  .menu > button[aria-disabled='true'] {
    color: var(--hermes-text-3);
    cursor: default;
  }
  @media (pointer: coarse) {
    .menu > button {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .menu > button:focus {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .menu > button[aria-disabled='true'] {
      color: GrayText;
    }
  }
`;
