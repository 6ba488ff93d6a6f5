/** One focus ring for everything: seen by keyboard, in both schemes and in forced colours. */
import { css } from 'lit';

export const focus = css`
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--hermes-accent);
    outline-offset: 1px;
  }
  @media (forced-colors: active) {
    :focus-visible {
      outline-color: Highlight;
    }
  }
`;
