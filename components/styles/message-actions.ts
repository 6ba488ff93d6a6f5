import { css } from 'lit';
import { popoverMenu } from './popover-menu.js';

export const messageActionsStyles = [
  popoverMenu,
  css`
    :host {
      display: block;
      flex: 1 1 0;
      min-inline-size: 0;
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0 var(--hermes-space-2);
      min-inline-size: 0;
      color: var(--hermes-text-3);
      font-size: var(--hermes-type-1);
    }
    [data-role='user'] {
      flex-direction: row-reverse;
    }
    .buttons {
      display: flex;
      flex: none;
      margin-inline: -6px;
    }
    .buttons .button {
      color: var(--hermes-text-3);
    }
    .facts {
      flex: 0 1 auto;
      min-inline-size: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    time {
      cursor: default;
    }
    .work {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--hermes-space-2);
      padding-block: var(--hermes-space-1);
      color: var(--hermes-text-2);
      font-size: var(--hermes-type-2);
      font-variant-numeric: tabular-nums;
    }
    .said {
      min-inline-size: 0;
      overflow-wrap: anywhere;
    }
    @media print {
      .buttons,
      .work {
        display: none;
      }
    }
  `,
];
