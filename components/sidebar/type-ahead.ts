/** Finding a row by typing the first letters of its title. Owns what was typed just now. */

const PAUSE_MS = 700;

export class TypeAhead {
  #typed = '';
  #at = 0;

  /** The item that begins with what was typed, from the current one on and round; null: none; undefined: not a letter. */
  next<T>(
    event: KeyboardEvent,
    items: readonly T[],
    current: number,
    titleOf: (item: T) => string,
  ): T | null | undefined {
    if (event.isComposing || [...event.key].length !== 1) return undefined;
    const running = event.timeStamp - this.#at < PAUSE_MS;
    // A space in the middle of a word is a letter; alone it presses the row.
    if (event.key === ' ' && !(running && this.#typed !== '')) return undefined;
    this.#typed = (running ? this.#typed : '') + event.key.toLocaleLowerCase();
    this.#at = event.timeStamp;
    const letters = [...this.#typed];
    const same = letters.every((letter) => letter === letters[0]);
    const wanted = same ? letters[0]! : this.#typed;
    // The same letter again goes on to the next; more letters may be satisfied by this one.
    const start = same ? current + 1 : current;
    const round = [...items.slice(start), ...items.slice(0, start)];
    return round.find((item) => titleOf(item).trim().toLocaleLowerCase().startsWith(wanted)) ?? null;
  }
}
