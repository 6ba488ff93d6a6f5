/**
 * `<hermes-attachments>`: the files of a message: pictures, sounds, videos, and cards for all else. A file that can't be
 * loaded says so and is offered as a link. Nothing is fetched by script, so nothing is held: the browser loads what is
 * shown, lazily, and sounds and videos only when they are played.
 *
 * What loads by itself is decided by the nearest `images` attribute around (`none`, `click`, `same-origin`, `all`; without
 * one `same-origin`, which means the connected server's), and `image-origins`, a list of further origins.
 *
 * @csspart attachments - the list
 * @csspart attachment - one file; carries data-kind (image, audio, video, file) and data-state (idle, shown, broken)
 */
import { LitElement, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from './directives/repeat.js';
import type { MessageFile, SessionRuntime } from '../runtime/index.js';
import { around } from './actions/surroundings.js';
import { icon, type IconName } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { LINK_REL } from './markdown/links.js';
import { fileName, fileNameText } from './media/file-name.js';
import { ending, loadsByItself, mediaItems, type MediaItem, type MediaKind, type MediaPolicy } from './media/kinds.js';
import { attachmentsStyles } from './styles/attachments.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';

/** `at`: which of its addresses is tried. */
interface Progress {
  readonly at: number;
  readonly state: 'idle' | 'wanted' | 'shown' | 'broken';
}

const IDLE: Progress = { at: 0, state: 'idle' };
const POLICIES: ReadonlySet<string> = new Set(['none', 'click', 'same-origin', 'all']);
const SHAPES: Readonly<Record<MediaKind, IconName>> = { image: 'image', audio: 'sound', video: 'video', file: 'file' };

export class HermesAttachments extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, visuallyHidden, attachmentsStyles];

  @property({ attribute: false }) items: readonly MessageFile[] = [];
  /** Whose files they are: it knows where they lie. Without one they are only named. */
  @property({ attribute: false }) session: SessionRuntime | null = null;

  /** Which picture is open, by key. */
  @state() private open: string | null = null;
  @state() private progress: ReadonlyMap<string, Progress> = new Map();

  readonly #labels = new LabelsController(this);
  #media: readonly MediaItem[] = [];
  #policy: MediaPolicy = 'same-origin';
  #origins: { readonly page: string; readonly allowed: readonly string[] } = { page: '', allowed: [] };

  override connectedCallback(): void {
    super.connectedCallback();
    const asked = around(this, '[images]')?.getAttribute('images') ?? '';
    this.#policy = POLICIES.has(asked) ? (asked as MediaPolicy) : 'same-origin';
    this.#origins = {
      page: this.ownerDocument.location.origin,
      allowed: (around(this, '[image-origins]')?.getAttribute('image-origins') ?? '').split(/\s+/).filter(Boolean),
    };
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // What is shown over the page goes with what it belongs to.
    this.open = null;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('items') && !changed.has('session')) return;
    const before = this.#media;
    this.#media = mediaItems(this.items, this.session);
    const kept = new Map<string, Progress>();
    for (const item of this.#media) {
      const known = before.find((old) => old.key === item.key);
      const progress = this.progress.get(item.key);
      // By the address that is shown: it stays in the document, and nothing tells a second time that it was loaded.
      const at = known && progress ? item.urls.indexOf(known.urls[progress.at] ?? '') : -1;
      if (progress && at >= 0) kept.set(item.key, { ...progress, at });
    }
    this.progress = kept;
    if (changed.has('session') && changed.get('session') !== undefined && changed.get('session') !== null)
      this.open = null;
    if (!this.#media.some((item) => item.key === this.open)) this.open = null;
  }

  protected override render(): unknown {
    if (this.#media.length === 0) return nothing;
    const images = this.#media.filter((item) => item.kind === 'image' && this.#of(item).state === 'shown');
    const at = images.findIndex((item) => item.key === this.open);
    // The box around: an element of ours as a direct child would get its tokens from itself (styles/tokens.ts).
    return html`<ul class="files" part="attachments" aria-label=${this.#labels.term('attachments')}>
        ${repeat(
          this.#media,
          (item) => item.key,
          (item) => this.#item(item),
        )}
      </ul>
      ${
        at < 0
          ? nothing
          : html`<div>
              <hermes-lightbox
                .images=${images.map((item) => ({
                  key: item.key,
                  src: item.urls[this.#of(item).at] ?? '',
                  name: item.file.name,
                  link: item.link,
                }))}
                .at=${at}
                @hermes-lightbox-move=${(event: CustomEvent<number>) => this.#show(images[event.detail])}
                @hermes-lightbox-close=${this.#closed}
              ></hermes-lightbox>
            </div>`
      }`;
  }

  #item(item: MediaItem): TemplateResult {
    const { state } = this.#of(item);
    const loads = state !== 'idle' || loadsByItself(item, this.#policy, this.#origins);
    return html`<li part="attachment" data-kind=${item.kind} data-state=${state}>
      ${this.#body(item, state, loads)}
    </li>`;
  }

  #body(item: MediaItem, state: Progress['state'], loads: boolean): TemplateResult {
    if (state === 'broken') return this.#card(item, true);
    if (item.urls.length === 0 || this.#policy === 'none') return this.#card(item, false);
    switch (item.kind) {
      case 'image':
        return loads ? this.#image(item) : this.#offer(item);
      case 'audio':
      case 'video':
        // Playing is a person's wish already; only where it comes from may need another.
        return loads || item.own ? this.#player(item) : this.#offer(item);
      case 'file':
        return this.#card(item, false);
    }
  }

  #image(item: MediaItem): TemplateResult {
    const { at, state } = this.#of(item);
    const name = fileNameText(item.file.name);
    return html`<button
        class="thumb"
        type="button"
        aria-haspopup="dialog"
        aria-label=${this.#labels.term('openImage', name)}
        ?disabled=${state !== 'shown'}
        @click=${() => this.#show(item)}
      >
        <img
          src=${item.urls[at] ?? nothing}
          alt=""
          loading="lazy"
          decoding="async"
          referrerpolicy="no-referrer"
          draggable="false"
          @load=${() => this.#set(item, { at, state: 'shown' })}
          @error=${() => this.#failed(item, at)}
        />
      </button>
      <span class="caption">${fileName(item.file.name)}${this.#size(item)}</span>`;
  }

  #player(item: MediaItem): TemplateResult {
    const name = fileNameText(item.file.name);
    const last = item.urls.length - 1;
    const sources = item.urls.map(
      (url, at) =>
        html`<source src=${url} @error=${at === last ? () => this.#set(item, { at, state: 'broken' }) : nothing} />`,
    );
    return html`${
        item.kind === 'audio'
          ? html`<audio controls preload="none" aria-label=${name}>${sources}</audio>`
          : html`<video controls preload="none" playsinline aria-label=${name}>${sources}</video>`
      }
      <span class="caption"
        >${icon(SHAPES[item.kind])}${fileName(item.file.name)}${this.#size(item)}${this.#link(item, true)}</span
      >`;
  }

  /** What is not on the server is asked for by a person, who sees whom it tells that they look. */
  #offer(item: MediaItem): TemplateResult {
    const labels = this.#labels;
    const name = fileNameText(item.file.name);
    const from = item.own || item.link === null ? '' : new URL(item.link).host;
    return html`<span class="card">
      ${icon(SHAPES[item.kind])}
      <span class="words">${fileName(item.file.name)}${this.#facts(item)}</span>
      <button
        class="button"
        type="button"
        data-act="load"
        aria-label=${labels.term('loadMedia', name)}
        @click=${() => this.#set(item, { at: 0, state: 'wanted' })}
      >
        ${from === '' ? labels.term('load') : html`<bdi>${labels.term('loadMediaFrom', from)}</bdi>`}
      </button>
    </span>`;
  }

  #card(item: MediaItem, broken: boolean): TemplateResult {
    const labels = this.#labels;
    return html`<span class="card">
      ${icon(broken ? 'warning' : SHAPES[item.kind])}
      <span class="words">
        ${fileName(item.file.name)}
        ${broken ? html`<span class="fact" role="status">${labels.term('mediaBroken')}</span>` : this.#facts(item)}
      </span>
      ${
        broken
          ? html`<button
              class="button quiet icon-only"
              type="button"
              data-act="retry"
              aria-label="${labels.term('tryAgain')}: ${fileNameText(item.file.name)}"
              title=${labels.term('tryAgain')}
              @click=${() => this.#set(item, { at: 0, state: 'wanted' })}
            >
              ${icon('refresh')}
            </button>`
          : nothing
      }
      ${this.#link(item, item.kind === 'file' || broken)}
    </span>`;
  }

  #facts(item: MediaItem): unknown {
    const { file, kind } = item;
    const labels = this.#labels;
    const end = ending(file.name);
    const what =
      kind === 'file' ? (end === '' ? labels.term('unknownKind') : end.toUpperCase()) : labels.table('mediaKind')[kind];
    return html`<span class="fact"
      ><bdi>${what}</bdi>${file.size === null ? nothing : html` · ${labels.bytes(file.size)}`}</span
    >`;
  }

  #size(item: MediaItem): unknown {
    return item.file.size === null ? nothing : html`<span class="fact">${this.#labels.bytes(item.file.size)}</span>`;
  }

  /** `keep`: to be saved; else it opens beside. Both through the allow-list, both told where they came from by nobody. */
  #link(item: MediaItem, keep: boolean): unknown {
    if (item.link === null) return nothing;
    const labels = this.#labels;
    const name = fileNameText(item.file.name);
    const saves = keep && item.own;
    const word = labels.term(saves ? 'download' : 'openInTab');
    return html`<a
      class="button quiet icon-only"
      href=${item.link}
      download=${saves ? '' : nothing}
      target="_blank"
      rel=${LINK_REL}
      referrerpolicy="no-referrer"
      aria-label="${word}: ${name}"
      title=${word}
      >${icon(saves ? 'arrow-down' : 'link')}</a
    >`;
  }

  #show(item: MediaItem | undefined): void {
    this.open = item?.key ?? null;
  }

  #of(item: MediaItem): Progress {
    return this.progress.get(item.key) ?? IDLE;
  }

  #set(item: MediaItem, progress: Progress): void {
    const known = this.#of(item);
    if (known.at === progress.at && known.state === progress.state) return;
    // An answer for a file that is not shown any more changes nothing.
    if (!this.#media.includes(item)) return;
    this.progress = new Map(this.progress).set(item.key, progress);
  }

  #failed(item: MediaItem, at: number): void {
    if (this.#of(item).at !== at) return;
    const next = at + 1;
    this.#set(item, next < item.urls.length ? { at: next, state: 'wanted' } : { at, state: 'broken' });
  }

  readonly #closed = async (): Promise<void> => {
    const key = this.open;
    this.open = null;
    await this.updateComplete;
    const at = this.#media.findIndex((item) => item.key === key);
    this.renderRoot
      .querySelectorAll<HTMLElement>('[part="attachment"]')
      [at]?.querySelector<HTMLElement>('.thumb')
      ?.focus({ preventScroll: true });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-attachments': HermesAttachments;
  }
}
