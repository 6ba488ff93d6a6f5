/** What a file is, and whether it may be shown: by what the server says, else by the ending of its name. Pure. */
import type { MessageFile, SessionRuntime } from '../../runtime/index.js';
import { safeLink } from '../markdown/links.js';

export type MediaKind = 'image' | 'audio' | 'video' | 'file';

/**
 * What loads by itself. `none`: nothing is shown, all are links. `click`: what a person asks for. `same-origin`: what
 * lies on the connected server or the page's own, and where `image-origins` says so. `all`: whatever a message names.
 */
export type MediaPolicy = 'none' | 'click' | 'same-origin' | 'all';

/** One file, with where to get it. */
export interface MediaItem {
  readonly key: string;
  readonly file: MessageFile;
  readonly kind: MediaKind;
  /** Tried in this order. Empty: it can only be named. */
  readonly urls: readonly string[];
  /** Where a person gets it, through the allow-list; null where nowhere. */
  readonly link: string | null;
  /** It lies on the connected server. */
  readonly own: boolean;
}

const ENDINGS: Readonly<Record<string, MediaKind>> = {
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  gif: 'image',
  webp: 'image',
  avif: 'image',
  bmp: 'image',
  mp3: 'audio',
  wav: 'audio',
  ogg: 'audio',
  oga: 'audio',
  opus: 'audio',
  m4a: 'audio',
  flac: 'audio',
  aac: 'audio',
  mp4: 'video',
  m4v: 'video',
  mov: 'video',
  webm: 'video',
  ogv: 'video',
};
/** Drawings with scripts inside are files: a picture of one is harmless, the page behind its link is not. */
const IMAGE = /^image\/(?:\*|png|jpe?g|gif|webp|avif|bmp|x-icon)$/;
const DATA_IMAGE = /^data:image\/(?:png|jpeg|gif|webp|avif|bmp);base64,[a-z0-9+/=\s]+$/i;

export function kindOf(file: MessageFile): MediaKind {
  const type = file.type.toLowerCase().split(';', 1)[0] ?? '';
  if (IMAGE.test(type))
    return type === 'image/*' && file.source === null ? (ENDINGS[ending(file.name)] ?? 'image') : 'image';
  if (type.startsWith('audio/')) return 'audio';
  if (type.startsWith('video/')) return 'video';
  return type === '' || type === 'application/octet-stream' ? (ENDINGS[ending(file.name)] ?? 'file') : 'file';
}

/** The ending of a name, lower case; empty where there is none. */
export function ending(name: string): string {
  return /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Files of a message as they are shown; `names` stand in where nothing more is known of them. */
export function mediaItems(
  files: readonly MessageFile[],
  session: Pick<SessionRuntime, 'fileUrls'> | null,
): readonly MediaItem[] {
  return files.map((file, at) => {
    const kind = kindOf(file);
    const key = `${at}:${file.name}`;
    if (file.source !== null) {
      const link = webAddress(file.source);
      const shown = link ?? (kind === 'image' && DATA_IMAGE.test(file.source) ? file.source : null);
      return { key, file, kind, urls: shown === null ? [] : [shown], link, own: link === null };
    }
    const urls = (session?.fileUrls(file) ?? []).flatMap((url) => webAddress(url) ?? []);
    const [download] = session?.fileUrls(file, { download: true }) ?? [];
    return { key, file, kind, urls, link: webAddress(download ?? '') ?? urls[0] ?? null, own: true };
  });
}

/** Files of which the names are known and no more. */
export function namedFiles(names: readonly string[]): readonly MessageFile[] {
  return names.map((name) => ({ name, path: null, size: null, type: '', source: null }));
}

/** An absolute address of the web that passed the allow-list, or null. */
export function webAddress(address: string): string | null {
  const link = safeLink(address);
  return link?.absolute === true && /^https?:/i.test(link.href) ? link.href : null;
}

/** Whether it may be asked for without a person's wish. */
export function loadsByItself(
  item: MediaItem,
  policy: MediaPolicy,
  origins: { readonly page: string; readonly allowed: readonly string[] },
): boolean {
  if (policy === 'all') return true;
  if (policy !== 'same-origin') return false;
  if (item.own) return true;
  return item.urls.every((url) => {
    const { origin } = new URL(url);
    return origin === origins.page || origins.allowed.includes(origin);
  });
}
