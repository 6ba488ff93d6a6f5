/**
 * The one allow-list every address from outside passes before it may become a link.
 * What does not pass is not repaired: the caller shows the text and no link.
 */
export interface SafeLink {
  readonly href: string;
  /** Leaves the page's own origin, so it opens in a tab of its own. */
  readonly absolute: boolean;
}

const SCHEMES: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel']);
const LONGEST = 8192;
/** Resolving against a host nobody can own tells relative addresses from hidden absolute ones (`/\evil`, `//evil`). */
const NOWHERE = 'https://relative.invalid';
/**
 * Browsers drop some of these inside an address and people see none of them: control characters, spaces,
 * soft hyphens, joiners, direction marks. None may hide a scheme.
 */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffd]/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
/** The entity for a colon or a percent escape of one, in case something later decodes once more. */
const ENCODED_SCHEME = /^[a-z+.-]*(?:%3a|&colon;|&#0*58;|&#x0*3a;)/i;

/** @param address as written, with character references already decoded */
export function safeLink(address: string): SafeLink | undefined {
  if (address.length > LONGEST) return undefined;
  const seen = address.replace(INVISIBLE, '');
  if (seen === '' || ENCODED_SCHEME.test(seen)) return undefined;

  const scheme = /^([^/?#\\]*?):/.exec(seen)?.[1]?.toLowerCase();
  if (scheme !== undefined && !SCHEMES.has(scheme)) return undefined;

  // Checked and returned is the same string, so that what was allowed is what is followed.
  const href = address.replace(CONTROLS, '').trim();
  const url = parse(href);
  if (!url || !SCHEMES.has(url.protocol.slice(0, -1))) return undefined;
  const stays = url.origin === NOWHERE;
  if (scheme === undefined) return stays ? { href, absolute: false } : { href: url.href, absolute: true };
  return stays || url.protocol !== `${scheme}:` ? undefined : { href: url.href, absolute: true };
}

export const LINK_REL = 'noopener noreferrer nofollow';

function parse(address: string): URL | undefined {
  try {
    return new URL(address, `${NOWHERE}/`);
  } catch {
    return undefined;
  }
}
