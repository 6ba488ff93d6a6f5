/**
 * The icon set: 16 px grid, 1.5 px lines, `currentColor`. Decorative always; words beside them or `aria-label` on the
 * control say what they mean. `data-mirror` ones turn around in right-to-left text (see styles/base.ts).
 */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { turning } from './directives/turning.js';

const stroke = {
  'arrow-down': svg`<path d="M8 3v10M4 9l4 4 4-4"/>`,
  'arrow-up': svg`<path d="M8 13V3M4 7l4-4 4 4"/>`,
  archive: svg`<rect x="2" y="3" width="12" height="3" rx="1"/><path d="M3.5 6v6a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V6M6.5 9h3"/>`,
  attach: svg`<path d="M13.2 7.3 8 12.5a3.2 3.2 0 0 1-4.5-4.5l5.4-5.4a2.1 2.1 0 0 1 3 3L6.5 11a1 1 0 0 1-1.5-1.5l4.8-4.8"/>`,
  brain: svg`<path d="M8 2.5v11M8 4a2 2 0 0 0-3.8-.6A2.2 2.2 0 0 0 3 7a2.3 2.3 0 0 0 .6 4A2.2 2.2 0 0 0 8 12M8 4a2 2 0 0 1 3.8-.6A2.2 2.2 0 0 1 13 7a2.3 2.3 0 0 1-.6 4A2.2 2.2 0 0 1 8 12"/>`,
  check: svg`<path d="m3 8.5 3.2 3L13 4.5"/>`,
  'chevron-down': svg`<path d="m4 6 4 4 4-4"/>`,
  'chevron-right': svg`<path d="m6 4 4 4-4 4"/>`,
  circle: svg`<circle cx="8" cy="8" r="5"/>`,
  clock: svg`<circle cx="8" cy="8" r="5.5"/><path d="M8 5v3l2 1.5"/>`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5"/>`,
  edit: svg`<path d="m10.5 3 2.5 2.5L6 12.5l-3 .5.5-3Z"/>`,
  error: svg`<path d="M8 2.5 14 13H2ZM8 6.5v3M8 11.3v.2"/>`,
  file: svg`<path d="M9 2.5H5A1.5 1.5 0 0 0 3.5 4v8A1.5 1.5 0 0 0 5 13.5h6a1.5 1.5 0 0 0 1.5-1.5V6ZM9 2.5V6h3.5"/>`,
  filter: svg`<path d="M2.5 4.5h11M4.5 8h7M6.5 11.5h3"/>`,
  folder: svg`<path d="M2.5 5A1.5 1.5 0 0 1 4 3.5h2.5L8 5h4A1.5 1.5 0 0 1 13.5 6.5V11a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 11Z"/>`,
  fork: svg`<circle cx="4.5" cy="4" r="1.5"/><circle cx="11.5" cy="4" r="1.5"/><circle cx="8" cy="12" r="1.5"/><path d="M4.5 5.5C4.5 8 8 7.5 8 10.5M11.5 5.5C11.5 8 8 7.5 8 10.5"/>`,
  globe: svg`<circle cx="8" cy="8" r="5.5"/><path d="M2.5 8h11M8 2.5c2 1.8 2.4 3.6 2.4 5.5S10 11.7 8 13.5C6 11.7 5.6 9.9 5.6 8S6 4.3 8 2.5"/>`,
  grow: svg`<path d="M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9"/>`,
  image: svg`<rect x="2.5" y="3" width="11" height="10" rx="1.5"/><circle cx="6" cy="6.5" r="1"/><path d="m3 12 3.5-3 2 1.7L11 8.2l2.5 2.5"/>`,
  info: svg`<circle cx="8" cy="8" r="5.5"/><path d="M8 7.5V11M8 5.2v.1"/>`,
  inbox: svg`<path d="M2.5 9.5 4.2 4h7.6l1.7 5.5V12a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1ZM2.5 9.5H6l.7 1.5h2.6l.7-1.5h3.5"/>`,
  link: svg`<path d="M6.8 9.2a2.5 2.5 0 0 0 3.5 0l2-2a2.5 2.5 0 0 0-3.5-3.5l-.9.9M9.2 6.8a2.5 2.5 0 0 0-3.5 0l-2 2a2.5 2.5 0 0 0 3.5 3.5l.9-.9"/>`,
  list: svg`<path d="M6 4h7.5M6 8h7.5M6 12h7.5M2.8 4h.4M2.8 8h.4M2.8 12h.4"/>`,
  offline: svg`<path d="M2.5 6.5a8 8 0 0 1 3-1.8M8.5 4.2a8 8 0 0 1 5 2.3M4.8 9a5 5 0 0 1 2-1.2M9.9 8.1A5 5 0 0 1 11.2 9M8 12v.1M3 2.5l10 11"/>`,
  pencil: svg`<path d="m10.5 3 2.5 2.5L6 12.5l-3 .5.5-3Z"/>`,
  pin: svg`<path d="M6 2.5h4M6.5 2.5v4L4.5 9h7l-2-2.5v-4M8 9v4.5"/>`,
  plus: svg`<path d="M8 3.5v9M3.5 8h9"/>`,
  question: svg`<circle cx="8" cy="8" r="5.5"/><path d="M6.5 6.5a1.5 1.5 0 1 1 2.2 1.3c-.5.3-.7.6-.7 1.2M8 11v.1"/>`,
  queue: svg`<path d="M3 4h10M3 8h6M3 12h6M11.5 8.5v4l2.5-2Z"/>`,
  quote: svg`<path d="M3 4v8M6 4.5h7.5M6 8h7.5M6 11.5h4.5"/>`,
  refresh: svg`<path d="M13 8a5 5 0 1 1-1.5-3.6L13 6M13 3v3h-3"/>`,
  search: svg`<circle cx="7" cy="7" r="4"/><path d="m10 10 3.5 3.5"/>`,
  shrink: svg`<path d="M13.5 6.5h-4v-4M9.5 6.5 14 2M2.5 9.5h4v4M6.5 9.5 2 14"/>`,
  sound: svg`<path d="M2.5 6.3v3.4h2.3L8 12.5v-9L4.8 6.3ZM10.3 6a2.8 2.8 0 0 1 0 4M12 4.3a5.2 5.2 0 0 1 0 7.4"/>`,
  video: svg`<rect x="2" y="4" width="8.5" height="8" rx="1.5"/><path d="m10.5 7.3 3.5-2v5.4l-3.5-2"/>`,
  shield: svg`<path d="M8 2.5 13 4.2v3.3c0 3-2 5-5 6-3-1-5-3-5-6V4.2Z"/>`,
  steer: svg`<path d="M3 13V8.5A2.5 2.5 0 0 1 5.5 6H13M10 3l3 3-3 3"/>`,
  terminal: svg`<rect x="2" y="3" width="12" height="10" rx="1.5"/><path d="m4.8 6.3 2 1.7-2 1.7M8.5 10h2.5"/>`,
  todo: svg`<path d="m2.5 4.5 1 1 2-2M2.5 10.5l1 1 2-2M8 4.5h5.5M8 11h5.5"/>`,
  tool: svg`<path d="M10 2.7a3.3 3.3 0 0 0-3 4.6l-4.2 4.2 1.7 1.7L8.7 9a3.3 3.3 0 0 0 4.5-3.8l-2 2-1.9-.5-.5-1.9 2-2a3.3 3.3 0 0 0-.8-.1Z"/>`,
  trash: svg`<path d="M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.5 9h6l.5-9"/>`,
  undo: svg`<path d="M3 6h6.5a3.5 3.5 0 0 1 0 7H6M5.5 3.5 3 6l2.5 2.5"/>`,
  users: svg`<circle cx="6" cy="5.5" r="2.3"/><path d="M2 13c0-2.5 1.7-4 4-4s4 1.5 4 4M10.5 3.5a2.3 2.3 0 0 1 0 4M11.5 9.2c1.6.4 2.5 1.8 2.5 3.8"/>`,
  warning: svg`<path d="M8 2.5 14 13H2ZM8 6.5v3M8 11.3v.2"/>`,
} as const;

const solid = {
  dot: svg`<circle cx="8" cy="8" r="3.5"/>`,
  diamond: svg`<path d="M8 2.5 13.5 8 8 13.5 2.5 8Z"/>`,
  triangle: svg`<path d="M8 2.8 14 13H2Z"/>`,
  more: svg`<circle cx="3.5" cy="8" r="1.3"/><circle cx="8" cy="8" r="1.3"/><circle cx="12.5" cy="8" r="1.3"/>`,
  stop: svg`<rect x="4" y="4" width="8" height="8" rx="1.5"/>`,
} as const;

/** A ring with an arc on it, a quarter long, which goes around where motion is welcome (directives/turning.ts). */
const special = {
  spinner: svg`<circle class="spinner-track" cx="8" cy="8" r="5"/><circle cx="8" cy="8" r="5" pathLength="4" stroke-dasharray="1 3" stroke-dashoffset="1" ${turning()}/>`,
} as const;

export type IconName = keyof typeof stroke | keyof typeof solid | keyof typeof special;

const mirrored: ReadonlySet<IconName> = new Set<IconName>(['chevron-right', 'steer', 'undo', 'list', 'queue', 'todo']);

/** An icon. It is hidden from assistive technology: never let it be the only name of a control. */
export function icon(name: IconName): TemplateResult {
  const isSolid = Object.hasOwn(solid, name);
  const shape: SVGTemplateResult = { ...stroke, ...solid, ...special }[name];
  return html`<svg
    class="icon"
    data-icon=${name}
    ?data-mirror=${mirrored.has(name)}
    viewBox="0 0 16 16"
    width="16"
    height="16"
    aria-hidden="true"
    focusable="false"
    fill=${isSolid ? 'currentColor' : 'none'}
    stroke=${isSolid ? 'none' : 'currentColor'}
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    ${shape}
  </svg>`;
}
