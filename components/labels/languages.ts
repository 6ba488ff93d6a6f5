/**
 * The languages elements speak. English is here from the start; every other table is a file of its own, loaded when an
 * element first stands in that language. Until it is there, and if it cannot be loaded, English is shown.
 */
import { registerTranslation, update } from '@shoelace-style/localize';
import { en } from './en.js';
import type { Terms } from './terms.js';

/** Imports a module that calls `addLanguage`, or calls it itself. */
export type LanguageLoader = () => Promise<unknown>;

const loaders = new Map<string, LanguageLoader>();
const directions = new Map<string, Terms['$dir']>();
const tables = new Map<string, Terms>();
/** By language asked for: every word is looked up at every update, and a locale takes as long to make as all of them. */
const found = new Map<string, Terms>();

/**
 * Has a table at once, under its `$code` (`de`, or `de-at` for one country). One that is there already is replaced term
 * by term; all elements are updated, with whatever they show and hold.
 */
export function addLanguage(table: Terms): void {
  const code = table.$code.toLowerCase();
  loaders.delete(code);
  directions.set(code, table.$dir);
  tables.set(code, { ...tables.get(code), ...table });
  found.clear();
  registerTranslation(table);
}

/** The words of a language: those of its country, then its own, then English. `language` as of a `lang` attribute. */
export function tableOf(language: string): Terms {
  let table = found.get(language);
  if (table === undefined) {
    const { language: own, region } = new Intl.Locale(language);
    const country = `${own}-${region ?? ''}`.toLowerCase();
    table = { ...en, ...tables.get(own.toLowerCase()), ...tables.get(country) };
    found.set(language, table);
  }
  return table;
}

/** How to have a language added when an element first stands in it. A loader is called once, and not again if it fails. */
export function useLanguage(code: string, loader: LanguageLoader): void {
  loaders.set(code.toLowerCase(), loader);
  update();
}

/** Has the table of this language loaded, if there is one to load. `language` in lower case. */
export function wantLanguage(language: string): void {
  for (const code of [language, primary(language)]) {
    const loader = loaders.get(code);
    if (loader === undefined) continue;
    loaders.delete(code);
    // Offline, blocked by the page's policy, or not deployed: English says the same.
    void Promise.resolve()
      .then(loader)
      .catch(() => undefined);
    return;
  }
}

/** Where lines begin in the table that is shown for this language. `language` in lower case. */
export function directionOf(language: string): Terms['$dir'] {
  return directions.get(language) ?? directions.get(primary(language)) ?? 'ltr';
}

function primary(language: string): string {
  return language.split('-', 1)[0]!;
}

// English is the language of last resort: the first that is registered is.
addLanguage(en);
useLanguage('ar', () => import('./ar.js'));
useLanguage('de', () => import('./de.js'));
useLanguage('es', () => import('./es.js'));
useLanguage('fr', () => import('./fr.js'));
useLanguage('ja', () => import('./ja.js'));
useLanguage('zh', () => import('./zh.js'));
