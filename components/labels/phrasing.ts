/** What tables of strings phrase with. */
import type { ErrorFacts } from './terms.js';

/** What the server advises, else our own sentence. */
export const hintOr =
  (otherwise: string) =>
  ({ hint }: ErrorFacts): string =>
    hint ?? otherwise;

/** The words for a number, by the plural rules of a language: a form that is not given is `other`. */
export function plurals(
  language: string,
): (count: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }) => string {
  const rules = new Intl.PluralRules(language);
  return (count, forms) => forms[rules.select(count)] ?? forms.other;
}
