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
