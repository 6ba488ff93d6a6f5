/** A promise with its resolver; Promise.withResolvers is not in Node 20. */
export function deferred<T = void>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((own) => (resolve = own));
  return { promise, resolve };
}
