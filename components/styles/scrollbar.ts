/** Thin scrollbars that take no attention. Put `class="scroll"` on the box that scrolls. */
import { css } from 'lit';

export const scrollbar = css`
  .scroll {
    scrollbar-width: thin;
    scrollbar-color: color-mix(in srgb, var(--hermes-text-3) 45%, transparent) transparent;
    overscroll-behavior: contain;
  }
  /* On paper nobody scrolls. */
  @media print {
    .scroll {
      max-block-size: none !important;
      overflow: visible !important;
      overflow-wrap: anywhere;
    }
    pre.scroll {
      white-space: pre-wrap;
    }
  }
  @media (forced-colors: active) {
    .scroll {
      scrollbar-color: auto;
    }
  }
`;
