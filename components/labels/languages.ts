/**
 * The languages elements speak. English is here from the start; every other table is a file of its own, loaded when an
 * element first stands in that language. Until it is there, and if it cannot be loaded, English is shown.
 */
import { registerTranslation } from '@shoelace-style/localize';
import { en } from './en.js';
import type { Terms } from './terms.js';

export type LanguageLoader = () => Promise<Terms>;

const loaders = new Map<string, LanguageLoader>();
const directions = new Map<string, Terms['$dir']>();

/**
 * Has a table at once, under its `$code` (`de`, or `de-at` for one country). One that is there already is replaced term
 * by term; all elements are updated, with whatever they show and hold.
 */
export function addLanguage(table: Terms): void {
  const code = table.$code.toLowerCase();
  loaders.delete(code);
  directions.set(code, table.$dir);
  registerTranslation(table);
}

/** How to load the table of a language when an element first stands in it. A loader that fails is not asked again. */
export function useLanguage(code: string, loader: LanguageLoader): void {
  loaders.set(code.toLowerCase(), loader);
}

/** Has the table of this language loaded, if there is one to load. `language` in lower case. */
export function wantLanguage(language: string): void {
  const code = [language, primary(language)].find((each) => loaders.has(each));
  if (code === undefined) return;
  const loader = loaders.get(code)!;
  loaders.delete(code);
  void load(loader);
}

/** Where lines begin in the table that is shown for this language. `language` in lower case. */
export function directionOf(language: string): Terms['$dir'] {
  return directions.get(language) ?? directions.get(primary(language)) ?? 'ltr';
}

async function load(loader: LanguageLoader): Promise<void> {
  try {
    addLanguage(await loader());
  } catch {
    // Offline, blocked by the page's policy, or not deployed: English says the same.
  }
}

function primary(language: string): string {
  return language.split('-', 1)[0]!;
}

// English is the language of last resort: the first that is registered is.
addLanguage(en);
useLanguage('ar', async () => (await import('./ar.js')).ar);
useLanguage('de', async () => (await import('./de.js')).de);
useLanguage('es', async () => (await import('./es.js')).es);
useLanguage('fr', async () => (await import('./fr.js')).fr);
useLanguage('ja', async () => (await import('./ja.js')).ja);
useLanguage('zh', async () => (await import('./zh.js')).zh);
