import { css } from 'lit';

export const paneStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    box-sizing: border-box;
    min-inline-size: 0;
    block-size: 100%;
    min-block-size: 384px;
    background: var(--_surface-0);
  }
  .pane {
    display: flex;
    flex-direction: column;
    /* A share of the host, not a percentage of it: on a page without heights only the least height holds. */
    flex: 1;
    min-block-size: 0;
  }

  .header {
    flex: none;
    padding: 10px var(--hermes-space-5);
    border-block-end: 1px solid var(--hermes-border);
  }
  .heading {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-1);
    min-block-size: 28px;
  }
  .title {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: var(--hermes-type-4);
    font-weight: 600;
  }
  .edit {
    opacity: 0;
  }
  .heading:hover .edit,
  .edit:focus-visible {
    opacity: 1;
  }
  hermes-usage {
    margin-inline-start: auto;
    padding-inline-start: var(--hermes-space-3);
    flex: none;
  }
  .rename {
    flex: 1 1 auto;
    min-inline-size: 0;
    max-inline-size: 512px;
    padding: 2px 6px;
    margin-inline-start: -7px;
    border: 1px solid var(--hermes-border);
    border-radius: var(--hermes-radius-1);
    background: var(--hermes-surface-0);
    font-size: var(--hermes-type-4);
    font-weight: 600;
  }
  .facts {
    display: flex;
    align-items: center;
    min-block-size: 20px;
    min-inline-size: 0;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    white-space: nowrap;
  }
  .facts:not(:has(.fact)) {
    display: none;
  }
  .fact {
    flex: 0 1 auto;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  /** Never cut off: it says what nobody is asked about. */
  .unasked {
    flex: none;
    color: var(--hermes-warning);
    font-weight: 600;
  }
  .unasked .button {
    margin-inline-start: 6px;
    padding: 0 8px;
    font-size: inherit;
    line-height: 18px;
  }
  .fact + .fact::before,
  .step::before {
    content: '·';
    margin-inline: 6px;
    color: var(--hermes-text-3);
  }
  .phase {
    display: inline-flex;
    align-items: center;
    flex: 0 2 auto;
    color: var(--hermes-accent);
    font-variant-numeric: tabular-nums;
  }
  .phase > .icon {
    inline-size: 14px;
    block-size: 14px;
    margin-inline-end: 6px;
  }
  .phase[data-needs-you] {
    color: var(--hermes-attention);
  }
  .step {
    color: var(--hermes-text-2);
  }
  .doing {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .notice {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--hermes-space-2);
    padding: 6px var(--hermes-space-5);
    border-block-end: 1px solid var(--hermes-border);
    background: var(--hermes-surface-1);
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
  }
  .notice-text {
    flex: 1 1 224px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .notice[data-kind='error'] > .icon {
    color: var(--hermes-danger);
  }
  .notice[data-kind='link'] > .icon {
    color: var(--hermes-warning);
  }
  .notice .button {
    min-block-size: 24px;
    padding: 1px 8px;
    font-size: var(--hermes-type-2);
  }

  .body {
    position: relative;
    flex: 1 1 0;
    min-block-size: 0;
  }
  hermes-transcript {
    block-size: 100%;
  }
  .state,
  .skeleton {
    position: absolute;
    inset: 0;
    padding: var(--hermes-space-5);
    overflow: auto;
  }
  .state {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: safe center;
    gap: var(--hermes-space-1);
    text-align: center;
  }
  .state-title {
    font-size: var(--hermes-type-5);
    font-weight: 600;
  }
  .state-hint {
    max-inline-size: 44ch;
    color: var(--hermes-text-2);
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  .state-actions {
    display: flex;
    gap: var(--hermes-space-2);
    margin-block-start: var(--hermes-space-3);
  }
  .skeleton {
    display: grid;
    align-content: start;
    gap: var(--hermes-space-3);
    max-inline-size: 736px;
    margin-inline: auto;
  }
  .bone {
    block-size: 14px;
    border-radius: var(--hermes-radius-1);
    background: var(--hermes-surface-2);
  }
  .bone.said {
    justify-self: end;
    inline-size: 45%;
    block-size: 36px;
    margin-block-end: var(--hermes-space-3);
    border-radius: var(--hermes-radius-3);
  }
  .bone.short {
    inline-size: 60%;
  }

  .foot {
    display: grid;
    flex: none;
    gap: var(--hermes-space-2);
    max-block-size: 70%;
    padding: 0 var(--hermes-space-5) var(--hermes-space-4);
  }
  .foot > * {
    inline-size: 100%;
    max-inline-size: 736px;
    margin-inline: auto;
  }
  hermes-approval {
    min-block-size: 0;
    overflow: auto;
  }

  :host([density='compact']) .header,
  :host([density='compact']) .notice {
    padding: 6px var(--hermes-space-4);
  }
  :host([density='compact']) .foot {
    padding: 0 var(--hermes-space-3) var(--hermes-space-3);
  }
  /* See controllers/pane-room.ts for why this is no container. */
  .pane[data-width~='narrow'] :is(.header, .notice) {
    padding-inline: var(--hermes-space-4);
  }
  .pane[data-width~='narrow'] .foot {
    padding: 0 var(--hermes-space-3) var(--hermes-space-3);
  }
  .pane[data-width~='narrow'] .workspace {
    display: none;
  }
  /* What it does now comes before what it is. */
  .pane[data-width~='medium'] .facts:has(.phase) > .fact:not(.phase, .unasked) {
    display: none;
  }
  @media (pointer: coarse) {
    .notice .button {
      min-block-size: 44px;
    }
  }
  @media (hover: none) {
    .edit {
      opacity: 1;
    }
  }
`;
