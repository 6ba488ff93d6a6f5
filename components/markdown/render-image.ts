/** An image is an address somebody else chose to have fetched: the element's policy says whether and when it is. */
import { html, nothing } from 'lit';
import type { Tokens } from 'marked';
import { decodeEntities } from './entities.js';
import { LINK_REL, safeLink } from './links.js';
import type { SafeLink } from './links.js';
import type { Place } from './view.js';

export function renderImage(token: Tokens.Image, alt: string, place: Place): unknown {
  const { view, inLink } = place;
  const name = alt || view.labels.image;
  const link = safeLink(decodeEntities(token.href));
  const address = link && imageAddress(link);
  if (!link || (inLink && view.images === 'none')) return name;
  const state = address === undefined ? 'failed' : view.imageStates.get(address);
  if (view.images === 'none' || address === undefined || (state === 'failed' && !inLink)) {
    if (inLink) return name;
    const told = state === 'failed' && view.images !== 'none' && address !== undefined;
    return html`<a
        class="image"
        part="image"
        href=${link.href}
        rel=${LINK_REL}
        target=${link.absolute ? '_blank' : nothing}
        aria-label="${view.labels.image}: ${name}"
        >${name}</a
      >${told ? html` <span class="image-note">${view.labels.imageFailed}</span>` : nothing}`;
  }
  // The address of an image that is still being written may be half of another one.
  const loads = state === 'wanted' || (place.finished && state !== 'failed' && allowed(view.images, address));
  if (loads) {
    return html`<img
      class="picture"
      part="image"
      src=${address}
      alt=${alt}
      title=${token.title ? decodeEntities(token.title) : nothing}
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
      @error=${() => view.imageFailed(address)}
    />`;
  }
  // A button inside of a link could not be pressed without following it.
  if (inLink || !place.finished) return name;
  const host = hostOf(address);
  // prettier-ignore
  return html`<button class="image-button" part="image-button" type="button" title=${address} @click=${() => view.loadImage(address)}><span class="image-name">${name}</span> <span class="image-host" dir="ltr">${host}</span> <span class="image-action">${view.labels.loadImage}</span></button>`;
}

function allowed(policy: Place['view']['images'], address: string): boolean {
  return policy === 'all' || (policy === 'same-origin' && new URL(address).origin === location.origin);
}

/** The whole address, so that what is shown, compared and fetched is one string. */
function imageAddress({ href }: SafeLink): string | undefined {
  try {
    const url = new URL(href, document.baseURI);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function hostOf(address: string): string {
  return new URL(address).host;
}
