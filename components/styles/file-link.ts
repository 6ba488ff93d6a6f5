import { css } from 'lit';

/** A path in a result that the host opens. */
export const fileLinkStyles = css`
  .file-link {
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    text-decoration: underline;
    text-decoration-color: var(--hermes-border);
    text-underline-offset: 2px;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .file-link:hover {
    text-decoration-color: currentColor;
  }
`;
