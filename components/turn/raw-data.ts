/** Anything as text a person can look at, whatever it is: the last resort when something could not be drawn. */
const MOST = 20_000;

export function rawText(value: unknown): string {
  const seen = new Set<object>();
  let text: string | undefined;
  try {
    text = JSON.stringify(
      value,
      (_name, item: unknown) => {
        if (typeof item === 'bigint') return `${item}n`;
        if (typeof item === 'function' || typeof item === 'symbol') return String(item);
        if (typeof item === 'object' && item !== null) {
          if (seen.has(item)) return '(again)';
          seen.add(item);
        }
        return item;
      },
      2,
    );
  } catch {
    // A getter that throws, or something that does not want to be read.
    text = undefined;
  }
  const shown = text ?? describe(value);
  return shown.length > MOST ? `${shown.slice(0, MOST)}…` : shown;
}

function describe(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
