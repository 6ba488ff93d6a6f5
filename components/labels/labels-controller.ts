/**
 * Strings, numbers and times of an element, in the language of the place it stands in: the nearest `lang` around it,
 * out through shadow roots, else the browser's.
 */
import { LocalizeController, update, type FunctionParams } from '@shoelace-style/localize';
import type { SessionError } from '../../runtime/index.js';
import { directionOf, tableOf, wantLanguage } from './languages.js';
import type { Terms } from './terms.js';

// Where a part of the page, or an element itself, is given another language. (The library sees to the page's root.)
if (typeof MutationObserver !== 'undefined' && typeof document !== 'undefined') {
  new MutationObserver(update).observe(document, { subtree: true, attributes: true, attributeFilter: ['lang'] });
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export class LabelsController extends LocalizeController<Terms> {
  // Declared only: made on a host that is connected already, `hostConnected` runs before this class has its fields.
  declare private known: string | undefined;
  /** The direction was set here, not by the page. */
  declare private directed: boolean | undefined;

  override hostConnected(): void {
    super.hostConnected();
    this.known = undefined;
  }

  hostUpdate(): void {
    // Asked once per update, and known from here on, so not in the host's `willUpdate`: an ancestor may have been given
    // another language since.
    this.known = undefined;
    this.direct();
  }

  override lang(): string {
    if (this.known === undefined) {
      this.known = valid(attributeAround(this.host, 'lang')) ?? super.lang();
      wantLanguage(this.known);
    }
    return this.known;
  }

  /** Which way an element is laid out is the page's to say. Where it does not, its words do. */
  private direct(): void {
    const rtl = directionOf(this.lang()) === 'rtl';
    if (rtl && this.directed !== true && attributeAround(this.host, 'dir') === null) {
      this.directed = true;
      this.host.setAttribute('dir', 'rtl');
    } else if (!rtl && this.directed === true) {
      this.directed = false;
      this.host.removeAttribute('dir');
    }
  }

  /** What happened, what is safe, what to do; then the server's own words where it was the server that spoke. */
  error(error: SessionError): string {
    const sentence = this.table('error')[error.code]({ detail: error.detail, hint: error.hint ?? null });
    const unheard = ['network', 'timeout', 'internal', 'bad-answer'].includes(error.code);
    return unheard || error.detail === '' || sentence.includes(error.detail)
      ? sentence
      : `${sentence} ${this.term('serverSaid', error.detail)}`;
  }

  override term<K extends keyof Terms>(key: K, ...args: FunctionParams<Terms[K]>): string {
    const term = tableOf(this.lang())[key] as string | ((...given: unknown[]) => string);
    return typeof term === 'function' ? term(...args) : term;
  }

  /** A term that is a table (`status`, `link`, ...): `term()` is for strings. */
  table<K extends TableName>(name: K): Terms[K] {
    return tableOf(this.lang())[name];
  }

  /** `8 s`, `2 min 5 s`, `1 h 4 min`: two units at most. */
  duration(milliseconds: number): string {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const units: [number, string][] =
      seconds < 60
        ? [[seconds, 'second']]
        : seconds < 3600
          ? [
              [Math.floor(seconds / 60), 'minute'],
              [seconds % 60, 'second'],
            ]
          : [
              [Math.floor(seconds / 3600), 'hour'],
              [Math.floor((seconds % 3600) / 60), 'minute'],
            ];
    return units
      .filter(([amount], index) => index === 0 || amount > 0)
      .map(([amount, unit]) => numberFormat(this.lang(), { style: 'unit', unit, unitDisplay: 'narrow' }).format(amount))
      .join(' ');
  }

  /** `now`, `2 min ago`, `yesterday`, and beyond a week the date. */
  ago(at: number, now: number): string {
    const age = Math.max(0, now - at);
    const relative = relativeFormat(this.lang());
    if (age < MINUTE) return relative.format(0, 'second');
    if (age < HOUR) return relative.format(-Math.floor(age / MINUTE), 'minute');
    if (age < DAY) return relative.format(-Math.floor(age / HOUR), 'hour');
    if (age < 7 * DAY) return relative.format(-Math.floor(age / DAY), 'day');
    return dateFormat(this.lang(), { dateStyle: 'medium' }).format(at);
  }

  /** Time of day today, date and time else. */
  time(at: number): string {
    const today = new Date().toDateString() === new Date(at).toDateString();
    return dateFormat(this.lang(), today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' }).format(
      at,
    );
  }

  /** Date and time to the second. */
  exactTime(at: number): string {
    return Number.isFinite(at) ? dateFormat(this.lang(), { dateStyle: 'full', timeStyle: 'medium' }).format(at) : '';
  }

  /** `12 kB`, in steps of a thousand, as file managers and servers count. */
  bytes(size: number): string {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
    const step = Math.max(0, Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3)));
    const value = size / 1000 ** step;
    return numberFormat(this.lang(), {
      style: 'unit',
      unit: units[step]!,
      unitDisplay: step === 0 ? 'narrow' : 'short',
      maximumFractionDigits: step > 0 && value < 10 ? 1 : 0,
    }).format(value);
  }

  /** `1,234`, or short: `1.2K`. */
  count(value: number, short = false): string {
    return numberFormat(this.lang(), short ? { notation: 'compact', maximumFractionDigits: 1 } : {}).format(value);
  }

  percent(share: number): string {
    return numberFormat(this.lang(), { style: 'percent', maximumFractionDigits: 0 }).format(share);
  }

  money(dollars: number): string {
    return numberFormat(this.lang(), {
      style: 'currency',
      currency: 'USD',
      maximumFractionDigits: dollars < 1 ? 3 : 2,
    }).format(dollars);
  }
}

type TableName = {
  [K in keyof Terms]: Terms[K] extends string | ((...args: never[]) => string) ? never : K;
}[keyof Terms];

function attributeAround(element: Element, name: 'lang' | 'dir'): string | null {
  let node: Node | null = element;
  while (node !== null) {
    if (node instanceof Element) {
      const holder: Element | null = node.closest(`[${name}]`);
      if (holder !== null) return holder.getAttribute(name);
    }
    const root: Node = node.getRootNode();
    node = root instanceof ShadowRoot ? root.host : null;
  }
  return null;
}

// Asked by every element at every update, and a locale takes 20 us to make: as much as all else an update asks for.
const locales = new Map<string, string | undefined>();

function valid(language: string | null): string | undefined {
  if (language === null || language === '') return undefined;
  if (!locales.has(language)) locales.set(language, canonical(language));
  return locales.get(language);
}

function canonical(language: string): string | undefined {
  try {
    return new Intl.Locale(language.replaceAll('_', '-')).toString().toLowerCase();
  } catch {
    return undefined;
  }
}

/** The digits agents, servers and our sentences write; two kinds in a line are hard to read. Who asks for others gets them. */
function digits(language: string): { numberingSystem?: string } {
  return language.includes('-u-') ? {} : { numberingSystem: 'latn' };
}

// Formats are dear to make (about 50 us) and the same for every element of a language.
const formats = new Map<string, unknown>();

function cached<T>(key: string, make: () => T): T {
  let format = formats.get(key) as T | undefined;
  if (format === undefined) {
    format = make();
    formats.set(key, format);
  }
  return format;
}

function numberFormat(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return cached(
    `n ${language} ${JSON.stringify(options)}`,
    () => new Intl.NumberFormat(language, { ...digits(language), ...options }),
  );
}

function relativeFormat(language: string): Intl.RelativeTimeFormat {
  return cached(
    `r ${language}`,
    () => new Intl.RelativeTimeFormat(language, { ...digits(language), numeric: 'auto', style: 'short' }),
  );
}

function dateFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return cached(
    `d ${language} ${JSON.stringify(options)}`,
    () => new Intl.DateTimeFormat(language, { ...digits(language), ...options }),
  );
}
