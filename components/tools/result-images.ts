/**
 * Pictures a tool gave back: found in its result, loaded by policy. A picture from another server tells that server who
 * looks, so by default it is a button until a person asks for it; one in the text itself tells nobody.
 */

import type { ImagePolicy } from '../markdown/view.js';

export interface ResultImage {
  readonly src: string;
  readonly name: string;
  /** The host it would be fetched from; empty: it is in the text. */
  readonly from: string;
  readonly sameOrigin: boolean;
}

/** May it be fetched without being asked for? */
export function loadsByItself(image: ResultImage, policy: ImagePolicy): boolean {
  return image.from === '' || policy === 'all' || (policy === 'same-origin' && image.sameOrigin);
}

const MOST = 8;
/** Characters of one picture in the text. */
const LARGEST = 4_000_000;
/** No SVG: it is a document, not a picture. */
const INLINE = /data:image\/(?:png|jpeg|gif|webp|avif);base64,[a-z0-9+/]+={0,2}/gi;
const ADDRESS = /https?:\/\/[^\s"'<>\\)\]]+?\.(?:png|jpe?g|gif|webp|avif)(?:\?[^\s"'<>\\)\]]*)?(?=["'\s<>\\)\]]|$)/gi;
/** A file of the server, as agents and their tools name it for whoever shows it. */
const GIVEN = /(?<![\p{L}\p{N}_])MEDIA:((?:\/|[a-z]:[\\/])[^\s"'<>)\]`]*\.(?:png|jpe?g|gif|webp|avif|bmp))(?![\w/])/giu;
const FIELD = /"(?:image|image_url|screenshot|screenshot_url)"\s*:\s*"(https?:\/\/[^"\\\s]+)"/gi;

/** @param onServer where a file of the connected server is handed out, by its whole path; null where it is not. */
export function imagesIn(
  result: string,
  origin: string,
  onServer: (path: string) => string | null = () => null,
): readonly ResultImage[] {
  if (!/data:image\/|https?:\/\/|MEDIA:/i.test(result)) return [];
  const found = new Map<string, ResultImage>();
  const add = (src: string): void => {
    if (found.size < MOST && !found.has(src)) found.set(src, describe(src, origin));
  };
  for (const [src] of result.matchAll(INLINE)) if (src.length <= LARGEST) add(src);
  for (const [, src] of result.matchAll(FIELD)) if (src !== undefined && parse(src)) add(src);
  for (const [src] of result.matchAll(ADDRESS)) if (parse(src)) add(src);
  for (const [, path = ''] of result.matchAll(GIVEN)) {
    const src = onServer(path);
    if (src === null || !parse(src) || found.has(src) || found.size === MOST) continue;
    found.set(src, { ...describe(src, origin), name: path.split(/[\\/]/).at(-1) ?? path });
  }
  return [...found.values()];
}

/** The result without the letters of its pictures, which nobody reads. */
export function withoutInlineImages(result: string): string {
  if (!result.includes('data:image/')) return result;
  return result.replace(INLINE, (src) => `${src.slice(0, src.indexOf(',') + 1)}…`);
}

function describe(src: string, origin: string): ResultImage {
  const inline = /^data:image\/(\w+)/i.exec(src);
  if (inline) return { src, name: (inline[1] ?? '').toUpperCase(), from: '', sameOrigin: true };
  const url = parse(src);
  const name = url?.pathname.split('/').at(-1) || url?.hostname || '';
  return { src, name, from: url?.host ?? '', sameOrigin: url?.origin === origin };
}

function parse(src: string): URL | null {
  try {
    return new URL(src);
  } catch {
    return null;
  }
}
