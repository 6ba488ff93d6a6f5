import { css } from 'lit';

export const quoteStyles = css`
  :host {
    display: contents;
  }
  .around {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 0;
    overflow: visible;
    border: 0;
    background: none;
  }
  .button {
    box-shadow: var(--hermes-shadow);
  }
  @media print {
    .around {
      display: none;
    }
  }
`;
