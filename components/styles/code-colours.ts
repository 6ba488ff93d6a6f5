import { css } from 'lit';

/** What highlighted code looks like in this root: markdown's fences, and commands a person is asked about. */
export const codeColours = css`
  /* Ranges, no elements. Without the pack or the browser's support nothing is coloured. */
  @media (forced-colors: none) {
    ::highlight(hermes-keyword) {
      color: var(--hermes-code-keyword, light-dark(#8250df, #c9a5ff));
    }

    ::highlight(hermes-string) {
      color: var(--hermes-code-string, light-dark(#0a6b36, #8fd6a4));
    }

    ::highlight(hermes-number) {
      color: var(--hermes-code-number, light-dark(#0550ae, #8ec5ff));
    }

    ::highlight(hermes-comment) {
      color: var(--hermes-code-comment, light-dark(#5c6570, #9aa3ad));
    }

    ::highlight(hermes-title) {
      color: var(--hermes-code-title, light-dark(#0b5fce, #8ab8ff));
    }

    ::highlight(hermes-type) {
      color: var(--hermes-code-type, light-dark(#8a4b00, #f0b878));
    }

    ::highlight(hermes-name) {
      color: var(--hermes-code-name, light-dark(#a0294c, #ff9db0));
    }

    ::highlight(hermes-meta) {
      color: var(--hermes-code-meta, light-dark(#5c6570, #a9b1bb));
    }

    ::highlight(hermes-addition) {
      color: var(--hermes-code-addition, light-dark(#0a6b36, #8fd6a4));
    }

    ::highlight(hermes-deletion) {
      color: var(--hermes-code-deletion, light-dark(#b3261e, #ff9a92));
    }
  }
`;
