/** For text that is only read out. */
import { css } from 'lit';

export const visuallyHidden = css`
  .visually-hidden:not(:focus, :focus-within) {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
  }
`;
