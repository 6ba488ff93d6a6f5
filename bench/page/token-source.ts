/**
 * A worker that gives tokens at a pace, as a network would: what the page is busy with does not hold them up. A message
 * `{lanes: [{id, tokens}], perSecond}` begins, `null` ends; what is due goes out together, as `[id, tokens, sentAt]` each.
 */
interface Lane {
  readonly id: string;
  readonly tokens: readonly string[];
}

let timer: ReturnType<typeof setInterval> | undefined;

addEventListener('message', ({ data }: MessageEvent<{ lanes: readonly Lane[]; perSecond: number } | null>) => {
  clearInterval(timer);
  if (data === null) return;
  const { lanes, perSecond } = data;
  const began = performance.now();
  let given = 0;
  const longest = Math.max(...lanes.map(({ tokens }) => tokens.length));
  const give = (): void => {
    const due = Math.min(longest, Math.floor(((performance.now() - began) * perSecond) / 1000) + 1);
    const sentAt = performance.timeOrigin + performance.now();
    for (; given < due; given += 1)
      for (const { id, tokens } of lanes)
        if (given < tokens.length) postMessage([id, tokens[given], sentAt, given === tokens.length - 1]);
    if (given === longest) clearInterval(timer);
  };
  timer = setInterval(give, 4);
});
