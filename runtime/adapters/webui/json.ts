/**
 * Readers for JSON from outside. Nothing here throws: a wrong type reads as absent, and absurd sizes are cut, so that one
 * odd field costs that field and not the session. Fields that are not asked for are ignored.
 */

export type Json = Readonly<Record<string, unknown>>;

const NOTHING: Json = Object.freeze({});

/** Characters kept of one text. A transcript row is far below; a gigabyte of tool output is not for a page. */
const MAX_TEXT = 4_000_000;
/** Characters an id may have; what is longer is none. */
const MAX_ID = 512;
const MAX_ITEMS = 100_000;

/** The value as an object; an empty one where it is anything else. */
export function obj(value: unknown): Json {
  return isObject(value) ? value : NOTHING;
}

/** The object under `key`, or null. */
export function child(from: Json, key: string): Json | null {
  const value = own(from, key);
  return isObject(value) ? value : null;
}

/** The items under `key` that are objects. */
export function objects(from: Json, key: string): readonly Json[] {
  return array(from, key).filter(isObject);
}

export function array(from: Json, key: string): readonly unknown[] {
  const value = own(from, key);
  return Array.isArray(value) ? (value as unknown[]).slice(0, MAX_ITEMS) : [];
}

export function has(from: Json, key: string): boolean {
  return own(from, key) !== undefined;
}

/** The text under `key`, exactly as it is; null where it is not text. */
export function str(from: Json, key: string): string | null {
  const value = own(from, key);
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : null;
}

/** The text under `key` if there is anything in it. */
export function filled(from: Json, key: string): string | null {
  const value = str(from, key);
  return value === null || value.trim() === '' ? null : value;
}

/** The first of `keys` with something in it. */
export function firstFilled(from: Json, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = filled(from, key);
    if (value !== null) return value;
  }
  return null;
}

/** An opaque id; the first of `keys` that has one. Numbers are ids too. */
export function id(from: Json, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = own(from, key);
    const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
    if (typeof text === 'string' && text.trim() !== '' && text.length <= MAX_ID) return text;
  }
  return null;
}

export function num(from: Json, key: string): number | null {
  const value = own(from, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A whole number that counts something; 0 where it does not. */
export function count(from: Json, key: string): number {
  const value = num(from, key);
  return value !== null && value > 0 ? Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER) : 0;
}

/** A number above zero; the server writes 0 where it does not know. */
export function positive(from: Json, key: string): number | null {
  const value = num(from, key);
  return value !== null && value > 0 ? value : null;
}

/** True only for `true`: a wrong type is no yes. */
export function flag(from: Json, key: string): boolean {
  return own(from, key) === true;
}

/** Server seconds as milliseconds since the epoch. Some imported rows are in milliseconds already. */
export function millis(from: Json, key: string): number | null {
  const value = positive(from, key);
  if (value === null) return null;
  return Math.round(value > 1e11 ? value : value * 1000);
}

/** Seconds as a duration in milliseconds. */
export function duration(from: Json, key: string): number | null {
  const value = num(from, key);
  return value !== null && value >= 0 ? Math.round(value * 1000) : null;
}

export function strings(from: Json, key: string): readonly string[] {
  return array(from, key)
    .filter((item): item is string => typeof item === 'string')
    .map((item) => item.slice(0, MAX_TEXT));
}

/** Lists a person picks from: short ones only. */
export const MAX_CHOICES = 100;

/** Parsed JSON text, or null. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own properties only: `constructor` and the like are not from the server. */
function own(from: Json, key: string): unknown {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}
