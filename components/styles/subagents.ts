import { css } from 'lit';

export const subagentsStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    margin-block: 2px var(--hermes-space-1);
    margin-inline-start: 7px;
    padding-inline-start: var(--hermes-space-2);
    border-inline-start: 2px solid var(--hermes-border);
  }
  .worker {
    display: flex;
    align-items: center;
    gap: var(--hermes-space-2);
    inline-size: 100%;
    min-block-size: 28px;
    padding: 3px var(--hermes-space-2);
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--hermes-text-2);
    font-size: var(--hermes-type-2);
    text-align: start;
    cursor: pointer;
  }
  .worker:hover {
    background: var(--hermes-surface-1);
  }
  .status {
    flex: none;
    inline-size: 16px;
  }
  .status .icon {
    inline-size: 14px;
    block-size: 14px;
  }
  .status.needs-you {
    color: var(--hermes-attention);
  }
  .status.failed {
    color: var(--hermes-danger);
  }
  .status.running,
  .status.unread {
    color: var(--hermes-accent);
  }
  .title {
    flex: 0 1 auto;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--hermes-text-1);
  }
  .doing {
    flex: 1 1 0;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--hermes-text-3);
  }
  [data-status='needs-you'] .doing {
    color: var(--hermes-attention);
  }
  .since {
    flex: none;
    color: var(--hermes-text-3);
    font-variant-numeric: tabular-nums;
  }
  .worker > .icon {
    inline-size: 12px;
    block-size: 12px;
    opacity: 0.7;
  }
  @media (pointer: coarse) {
    .worker {
      min-block-size: 44px;
    }
  }
`;
