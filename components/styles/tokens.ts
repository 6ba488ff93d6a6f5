/**
 * Design tokens.
 *
 * A host sets a public `--hermes-*` property anywhere above an element, or on it, and wins. So the public names are
 * never set on `:host`, where they would hide what the page says: `:host` resolves each one, with its fallbacks, into
 * a private `--_*` of the same name, and everything inside the shadow root gets it back under the public name. Rules
 * on `:host` itself use `var(--_text-1)`, all others `var(--hermes-text-1)`. An element of ours may stand anywhere in
 * another's shadow root but directly under it: there both names would be set on it, each from the other, and be nothing.
 *
 * Fallbacks: the public name, then the host's own tokens (Hermes WebUI, dashboard, desktop), then ours, which follow
 * `color-scheme`. That is inherited from the page; `data-theme="light|dark"` on an element or `--hermes-color-scheme`
 * anywhere forces it, and where a page says nothing SchemeController lets the person's preference decide.
 */
import { css, unsafeCSS, type CSSResult } from 'lit';

/** Name, then the host's names for it, then our value. */
const table: readonly (readonly [string, readonly string[], string])[] = [
  ['surface-0', ['--bg', '--color-background', '--ui-background'], 'light-dark(#ffffff, #17181a)'],
  ['surface-1', ['--surface', '--color-card', '--ui-surface'], 'light-dark(#f7f7f8, #1e1f22)'],
  ['surface-2', ['--surface-2', '--color-muted', '--ui-surface-raised'], 'light-dark(#eeeef0, #292b2f)'],
  ['text-1', ['--text', '--color-foreground', '--ui-text'], 'light-dark(#1b1c1f, #ececee)'],
  ['text-2', ['--text-muted', '--color-muted-foreground', '--ui-text-muted'], 'light-dark(#53565e, #b0b3ba)'],
  ['text-3', ['--ui-text-subtle'], 'light-dark(#686b74, #94979f)'],
  ['border', ['--border', '--color-border', '--ui-border'], 'light-dark(#e2e3e6, #34363b)'],
  ['accent', ['--accent', '--color-primary', '--ui-accent'], 'light-dark(#2f5fd0, #8fb0ff)'],
  ['on-accent', ['--accent-text', '--color-primary-foreground', '--ui-on-accent'], 'light-dark(#ffffff, #10182c)'],
  ['success', ['--success', '--color-success', '--ui-success'], 'light-dark(#1d7440, #6ccb8d)'],
  ['warning', ['--warning', '--color-warning', '--ui-warning'], 'light-dark(#8a5a00, #e3b341)'],
  ['danger', ['--error', '--color-destructive', '--ui-danger'], 'light-dark(#b3261e, #ff8f87)'],
  ['info', ['--info', '--color-info', '--ui-info'], 'light-dark(#2f5fd0, #8fb0ff)'],
  ['code-bg', ['--code-bg', '--color-code', '--ui-code'], 'light-dark(#f4f4f6, #1f2124)'],
  ['attention', [], 'light-dark(#a34a00, #ffb163)'],
  ['radius-1', [], '4px'],
  ['radius-2', [], '8px'],
  ['radius-3', [], '12px'],
  ['space-1', [], '4px'],
  ['space-2', [], '8px'],
  ['space-3', [], '12px'],
  ['space-4', [], '16px'],
  ['space-5', [], '24px'],
  ['type-1', [], '11px'],
  ['type-2', [], '12px'],
  ['type-3', [], '13px'],
  ['type-4', [], '14px'],
  ['type-5', [], '16px'],
  [
    'font-ui',
    ['--font-ui', '--font-sans'],
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  ],
  ['font-prose', ['--font-sans'], 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'],
  [
    'font-mono',
    ['--font-mono'],
    'ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", Menlo, Consolas, monospace',
  ],
  ['shadow', [], '0 4px 16px light-dark(rgb(0 0 0 / 14%), rgb(0 0 0 / 50%))'],
];

/** In forced colours every token is a system colour, whatever the page says. */
const forced: Readonly<Record<string, string>> = {
  'surface-0': 'Canvas',
  'surface-1': 'Canvas',
  'surface-2': 'Canvas',
  'text-1': 'CanvasText',
  'text-2': 'CanvasText',
  'text-3': 'CanvasText',
  border: 'CanvasText',
  accent: 'LinkText',
  'on-accent': 'Canvas',
  success: 'CanvasText',
  warning: 'CanvasText',
  danger: 'CanvasText',
  info: 'CanvasText',
  attention: 'CanvasText',
  'code-bg': 'Canvas',
  shadow: 'none',
};

const resolve = table
  .map(([name, hosts, value]) => {
    const chain = [`--hermes-${name}`, ...hosts].reduceRight((inner, next) => `var(${next}, ${inner})`, value);
    return `--_${name}: ${chain};`;
  })
  .join('\n');
const expose = table.map(([name]) => `--hermes-${name}: var(--_${name});`).join('\n');
const force = Object.entries(forced)
  .map(([name, value]) => `--_${name}: ${value};`)
  .join('\n');

/** First in every element's `static styles`. Motion lasts `--_motion`: 120 ms, or no time at all. */
export const tokens: CSSResult = css`
  :host {
    ${unsafeCSS(resolve)}
    --_motion: 120ms;
    color-scheme: var(--hermes-color-scheme, inherit);
  }
  :host(:state(follows-preference)) {
    color-scheme: var(--hermes-color-scheme, light dark);
  }
  :host(:state(theme-light)),
  :host([data-theme='light']) {
    color-scheme: light;
  }
  :host(:state(theme-dark):not([data-theme='light'])),
  :host([data-theme='dark']) {
    color-scheme: dark;
  }
  :host > * {
    ${unsafeCSS(expose)}
  }
  @media (forced-colors: active) {
    :host {
      ${unsafeCSS(force)}
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --_motion: 0s;
    }
  }
`;
