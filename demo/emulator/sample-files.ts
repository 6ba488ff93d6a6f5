/** Pictures and sounds of the demo, made when they are needed: nothing is fetched and nothing binary is in the package. */

type Bytes = Uint8Array<ArrayBuffer>;

/** A chart of bars as a PNG: palette of sixteen, not compressed, a few kilobytes. */
export function chartPng(width: number, height: number, bars: readonly number[], hue: readonly number[]): Bytes {
  const palette = [255, 255, 255, 226, 227, 230, 104, 107, 111, ...hue];
  while (palette.length < 48) palette.push(0);
  const row = Math.ceil(width / 2) + 1;
  const data = new Uint8Array(row * height);
  const most = Math.max(...bars, 1);
  const slot = width / bars.length;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const bar = bars[Math.floor(x / slot)] ?? 0;
      const inside = x % slot > slot * 0.2 && x % slot < slot * 0.85;
      const filled = inside && y >= height - 14 - (bar / most) * (height - 40) && y < height - 14;
      const colour = filled ? 3 : y === height - 14 ? 2 : y % 40 === 0 ? 1 : 0;
      data[y * row + 1 + (x >> 1)]! |= x % 2 === 0 ? colour << 4 : colour;
    }
  }
  const header = [...be(width), ...be(height), 4, 3, 0, 0, 0];
  return join([
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk('IHDR', Uint8Array.from(header)),
    chunk('PLTE', Uint8Array.from(palette)),
    chunk('IDAT', stored(data)),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** Notes one after another, each `ms` long, as an 8 kHz WAV. */
export function notesWav(notes: readonly number[], ms: number): Bytes {
  const rate = 8000;
  const each = Math.round((rate * ms) / 1000);
  const sound = new Uint8Array(each * notes.length);
  for (let at = 0; at < sound.length; at += 1) {
    const within = at % each;
    const fade = Math.min(1, within / 200, (each - within) / 200);
    const tone = Math.sin((2 * Math.PI * (notes[Math.floor(at / each)] ?? 440) * at) / rate);
    sound[at] = 128 + Math.round(60 * fade * tone);
  }
  const text = (words: string): number[] => [...words].map((letter) => letter.charCodeAt(0));
  const head = [
    ...text('RIFF'),
    ...le(36 + sound.length),
    ...text('WAVEfmt '),
    ...le(16),
    ...[1, 0, 1, 0],
    ...le(rate),
    ...le(rate),
    ...[1, 0, 8, 0],
    ...text('data'),
    ...le(sound.length),
  ];
  return join([Uint8Array.from(head), sound]);
}

/** Five bars that grow, two seconds, without sound: drawn on a canvas and recorded by a browser, 160 by 96, 2 kB. */
export function clipWebm(): Bytes {
  return Uint8Array.from(atob(CLIP), (letter) => letter.charCodeAt(0));
}

const CLIP = [
  'GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQRChYECGFOAZwEAAAAAAAenEU2bdLlNu4tTq4QVSalmU6yBbk27i1OrhBZUrmtTrIGTTb',
  'uLU6uEH0O2dVOsgdRNu4xTq4QcU7trU6yCB5XsrgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAVSalmoCrX',
  'sYMPQkBEiYRE+qO+TYCGQ2hyb21lV0GGQ2hyb21lFlSua7yuuteBAXPFh2SIpZFW5MSDgQFV7oEBhoVWX1ZQOeCdsIGguoFgU8CBAVWwkFWxgQ',
  'FVuYECVbqBDVW7gQEfQ7Z1AQAAAAAABrXngQCg+KHKgQAAAIJJg0JQCfAF9mY4JBwZkgAAQEPUAABnP/6qAAAE7pfaZ7p5aK+E5lJcpuMM71IL',
  '597//BVJNAbpdfHccDWi73TuOBrRXgB1oammp+6BAaWigkmDQgAJ8AX2ZjgkHBmSAAAgQABnP/6qAAAE7yyEeo6HgKDZobmBAH0AhgBAkhz8XQ',
  'AAA3AAAFoBuub//LJtdYPrcpt1HaffF8yJ6zPB4B8TKhsBqB4e3rr9nge72kB1oZimlu6BAaWRhgBAkhz8XQAAA3AAAFn5huD7gQCg5aHFgQD6',
  'AIYAQJIc/FvAAAZ2hSUgAAB6RwLk2fJdtRR2oZ/mwgWBAA+1aV7zWgI0d8Xm3tHYebjye2kPfYboiLemtaPSOBoodaGYppbugQGlkYYAQJIc/F',
  'vAAANwAABZ+Ybg+4F9oNmhuYEBdwCGAECSHPxdAAAJc7vwBBzhqQAAfud4w+hiG3xPH3TAXsQ7WCgVn/6V0VOibJlD0EHswwyWQHWhmKaW7oEB',
  'pZGGAECSHPxdAAADcAAAWfmG4PuB+qDeob2BAfQAhgBAkhz8XQAAA3AAAH7nXxShvdk1AhZncwbyHNvduGLR9V4jpovAlaW6Hrv5qU8ht5kBXi',
  '0wmYcAdaGYppbugQGlkYYAQJIc/FzgAANwAABZ+Ybg+4IBd6DXobaBAnIAhgBAkhz8XQAABnCsK8aAAH8UJqNZZJVvdzc/EzrxWxNvOyKAjArl',
  'bjOHtJCOf7B48Jx1oZimlu6BAaWRhgBAkhz8XAAAA3AAAFn5huD7ggH0oPmh2IEC7wCGAECSHPxdAAAJc2d8BNpywAAAft8vLqxaUY9m5yMuRR',
  'gi9UV6TTbZXW35NtTRF3bTQhK488rrop5G9QxCIBvYcpMQfJHHNH5XQXQElIOXq0PLHKB1oZimlu6BAaWRhgBAkhz8XAAAA3AAAFn5huD7ggJy',
  'oN+hvoEDbQCGAECSHPxdAAADcAAAfvrXpAQ/vzl+rs3dBKbTgXu9o23EEAXBhXmrcw+pJ//sIjzCbs+mr8SweEkAdaGYppbugQGlkYYAQJIc/F',
  'wAAANwAABZ+Ybg+4IC76DiocGBA+oAhgBAkhz8XQAABXCmUAAAfuZTWPsbLdrT28h+3r6qVXrv0ksz5B2tAf7fJEFWf0zJLrFtqwS0YYHKM9La',
  'gHWhmKaW7oEBpZGGAECSHPxcAAADcAAAWfmG4PuCA22g2qG5gQRnAIYAQJIc/F0AAAZztfAAAAB+4ijA+AyczXuolL1739yjX3mCy7i7zkCV2v',
  'dY6QE4wcMroWpwdaGYppbugQGlkYYAQJIc/FwAAANwAABZ+Ybg+4ID6qDQoa+BBOUAhgBAkhz8XQAAA3AAAH7iKMD1MV5BIYkVfrgARwPEqheg',
  'YcU+yZI6+yZIPHWhmKaW7oEBpZGGAECSHPxcAAADcAAAWfmG4PuCBGeg0qGxgQViAIYAQJIc/F0AAAVwKbwAAH9w72zQL4D16WmlLBxkYPnWAb',
  'CeI8TUWknJOo8AAHWhmKaW7oEBpZGGAECSHPxcAAADcAAAWfmG4PuCBOWgQSWhQQOBBd8AhgDAkpycVoAAFX8d9GhGX2rpwRk3d1++HFrpkWEA',
  'AH+aBIfPUCMHSAdFricktJDMbWJUV69jAz+Qr42XL4/6o+Zv/E3+jdT+9dYdlDbN6OLXivXcC0t9bPCUoR0/sMFYV08vSIurPdX/XPfqj2+YyV',
  '8Z1hGsRMLXyJyfm4RzWZCJafltS0QaFp5ggOB1Ky0mlNTKMskrMYW8OkqZ323gGVGS3VEGC1Wub/SlByiZwM2RNe8+lV+wD52PHlTYCkwiukAq',
  'egsCLdoQRmOXZYOfpeS915tTtXEhyOKcqLdGXaE8zh6cYN/8H8Wv60huY0/ijX/7SFJjtCMzfE/EkgoAdaGYppbugQGlkYYAwJKcxFhAAANwAA',
  'BZ+Ybg+4IFYqC+oZ2BBl0AhgBAkhz8XQAAA3AAAH+R3h5jvWSD98IUAHWhmKaW7oEBpZGGAECSHPxcAAADcAAAWfmG4PuCBd+gv6GegQbaAIYA',
  'QJIc/F0AAANwAAB/mlFL43hXcNWCinAAdaGYppbugQGlkYYAQJIc/FwAAANwAABZ+Ybg+4IGXaC6oZmBB1cAhgBAkhz8XQAAA3AAAHtZo2plXC',
  '2wdaGYppbugQGlkYYAQJIc/FwAAANwAABZ+Ybg+4IG2qC5oZiBB9UAhgBAkhz8XQAAA3AAAHqF+RJKsCB1oZimlu6BAaWRhgBAkhz8XAAAA3AA',
  'AFn5huD7ggdXHFO7a427i7OBALeG94EB8YHU',
].join('');

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = join([Uint8Array.from([...type].map((letter) => letter.charCodeAt(0))), data]);
  return join([Uint8Array.from(be(data.length)), body, Uint8Array.from(be(crc(body)))]);
}

/** zlib without compression: blocks of at most 65,535 bytes, and a sum over all. */
function stored(data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  for (let at = 0; at < data.length; at += 0xffff) {
    const part = data.subarray(at, at + 0xffff);
    const { length } = part;
    const last = at + length >= data.length ? 1 : 0;
    parts.push(Uint8Array.of(last, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255), part);
  }
  let a = 1;
  let b = 0;
  for (const byte of data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  parts.push(Uint8Array.from([b >> 8, b & 255, a >> 8, a & 255]));
  return join(parts);
}

function crc(data: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

function be(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
}

function le(value: number): number[] {
  return be(value).reverse();
}

function join(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
