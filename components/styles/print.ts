/**
 * On paper a conversation is as long as it is: nothing scrolls, nothing is cut off, nothing can be pressed. Last in the
 * styles of the elements it names; a page around them has to let them grow as well.
 */
import { css } from 'lit';

/** The pane: title and conversation; where one writes and what is asked stays on the screen. */
export const printPane = css`
  @media print {
    :host {
      display: block;
      block-size: auto !important;
      min-block-size: 0;
      max-block-size: none;
      overflow: visible;
      contain: none;
      border: 0;
    }
    .pane,
    .body {
      display: block;
      block-size: auto;
      overflow: visible;
      contain: none;
    }
    .foot,
    .edit,
    .rename,
    .notice .button,
    hermes-usage {
      display: none;
    }
  }
`;

/** The conversation: every message that is loaded, at its full height. */
export const printTranscript = css`
  @media print {
    :host {
      display: block;
      block-size: auto !important;
      overflow: visible;
      contain: none;
    }
    .frame,
    .scroller,
    .content {
      position: static;
      display: block;
      block-size: auto;
      max-block-size: none;
      overflow: visible;
      contain: none;
    }
    .content > * {
      margin-block-end: var(--hermes-space-4);
      content-visibility: visible;
      contain: none;
    }
    .older,
    .jump {
      display: none;
    }
  }
`;

/** One message: whole, not torn apart where it fits on a page, its line of facts in sight. */
export const printMessage = css`
  @media print {
    footer {
      opacity: 1;
    }
    .bubble {
      border: 1px solid var(--hermes-border);
      break-inside: avoid;
    }
    .text {
      orphans: 3;
      widows: 3;
    }
    .said,
    .reasoning,
    .notice-text {
      overflow: visible;
      max-block-size: none;
    }
  }
`;
