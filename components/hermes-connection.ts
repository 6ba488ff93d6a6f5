/**
 * `<hermes-connection>`: connects a registry to a server. Around other elements it gives them a registry of their own;
 * alone on a page it connects the page's default one.
 *
 * Owns the connection: made when it is on the page (at the end of the task), ended when it is gone, made anew when what
 * it connects to changes. Shows nothing.
 *
 * @fires hermes-attention - a request waits for a person; once per request
 * @fires hermes-complete - a run ended
 * @fires hermes-status-change - the status of a session changed
 * @fires hermes-auth-required - the server wants a sign-in
 * @fires hermes-error - the connection failed in a way that does not mend itself
 */
import { ContextProvider } from '@lit/context';
import { effect, untracked } from '@preact/signals-core';
import { LitElement, css, html, type CSSResultGroup } from 'lit';
import { property } from 'lit/decorators.js';
import {
  SessionRegistry,
  sessionRegistry,
  webuiTransport,
  type RegistryLink,
  type SessionNews,
  type Transport,
} from '../runtime/index.js';
import {
  HermesAttentionEvent,
  HermesAuthRequiredEvent,
  HermesCompleteEvent,
  HermesErrorEvent,
  HermesStatusChangeEvent,
} from './events.js';
import { registryContext } from './registry-context.js';

/** What it connects to; a change of any of it is another connection. */
interface Target {
  readonly registry: SessionRegistry;
  readonly baseUrl: string | null;
  readonly kind: string;
  readonly profile: string | null;
  readonly transport: Transport | null;
}

interface Connection {
  readonly target: Target;
  readonly close: () => void;
}

export class HermesConnection extends LitElement {
  static override styles: CSSResultGroup = css`
    :host {
      display: contents;
    }
  `;

  /** Where the server is; relative to the page. */
  @property({ attribute: 'base-url' }) baseUrl: string | null = null;
  /** Which kind of server. */
  @property() kind = 'webui';
  @property() profile: string | null = null;
  /** A transport to use in place of `base-url` and `kind`. */
  @property({ attribute: false }) transport: Transport | null = null;

  readonly #provider = new ContextProvider(this, { context: registryContext });
  /** The registry of the subtree, made when it is first needed and kept: what wraps a pane may move about. */
  #own: SessionRegistry | undefined;
  #given: SessionRegistry | undefined;
  #connection: Connection | undefined;
  #planned = false;

  /** The registry it connects. Set it to bring one along; it is then used whether or not something is wrapped. */
  get registry(): SessionRegistry | undefined {
    return this.#given ?? this.#connection?.target.registry;
  }

  set registry(registry: SessionRegistry | undefined) {
    if (registry === this.#given) return;
    this.#given = registry;
    this.#plan();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#plan();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#plan();
  }

  protected override updated(): void {
    this.#plan();
  }

  protected override render(): unknown {
    return html`<slot @slotchange=${this.#plan}></slot>`;
  }

  /** Looks once, at the end of the task, at how things are then: a move within it changes nothing. */
  readonly #plan = (): void => {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#settle();
    });
  };

  #settle(): void {
    if (!this.isConnected) {
      this.#connection?.close();
      this.#connection = undefined;
      this.#provider.setValue(undefined);
      const own = this.#own;
      this.#own = undefined;
      // Elements inside let go of their leases at the end of the same task.
      queueMicrotask(() => own?.dispose());
      return;
    }
    const { baseUrl, kind, profile, transport } = this;
    const target: Target = { registry: this.#wanted(), baseUrl, kind, profile, transport };
    if (this.#connection !== undefined && sameTarget(this.#connection.target, target)) return;
    this.#connection?.close();
    this.#open(target);
  }

  #wanted(): SessionRegistry {
    if (this.#given !== undefined) return this.#given;
    if (this.childElementCount === 0) return sessionRegistry;
    this.#own ??= new SessionRegistry();
    return this.#own;
  }

  #open(target: Target): void {
    const { registry } = target;
    const unlisten = registry.onNews((news) => this.#tell(news));
    const unfollow = this.#follow(registry);
    const disconnect = this.#connect(target);
    this.#connection = {
      target,
      close: () => {
        disconnect();
        unfollow();
        unlisten();
      },
    };
    this.#provider.setValue(registry);
  }

  /** A registry that is brought along with no server named is connected by whoever brought it. */
  #connect({ registry, baseUrl: base, kind, profile, transport }: Target): () => void {
    const nothing = () => undefined;
    if (transport !== null) return registry.connect(transport);
    if (base === null) return nothing;
    if (kind !== 'webui') {
      this.#fail(`"${kind}" is not a kind of server this version knows. It knows "webui".`);
      return nothing;
    }
    try {
      const baseUrl = new URL(base, this.baseURI).href;
      return registry.connect(webuiTransport({ baseUrl, profile }));
    } catch (thrown) {
      this.#fail(thrown instanceof Error ? thrown.message : String(thrown));
      return nothing;
    }
  }

  #fail(detail: string): void {
    this.dispatchEvent(new HermesErrorEvent({ code: 'unsupported', detail, retryable: false }));
  }

  #follow(registry: SessionRegistry): () => void {
    let last: RegistryLink['status'] | undefined;
    return effect(() => {
      const link = registry.link.value;
      if (link.status === last) return;
      last = link.status;
      untracked(() => {
        // A listener of the host that throws must not throw in the runtime, which is in the middle of an event.
        if (link.status === 'auth')
          queueMicrotask(() => this.dispatchEvent(new HermesAuthRequiredEvent(registry.signInUrl(location.href))));
        else if (link.error !== null && (link.status === 'refused' || link.status === 'offline')) {
          const { error } = link;
          queueMicrotask(() => this.dispatchEvent(new HermesErrorEvent(error)));
        }
      });
    });
  }

  #tell(news: SessionNews): void {
    switch (news.kind) {
      case 'attention':
        this.dispatchEvent(new HermesAttentionEvent(news.session, news.request));
        break;
      case 'ended':
        this.dispatchEvent(new HermesCompleteEvent(news.session, news.outcome, news.error));
        break;
      case 'status':
        this.dispatchEvent(new HermesStatusChangeEvent(news.session, news.status));
        break;
      case 'started':
        break;
    }
  }
}

function sameTarget(a: Target, b: Target): boolean {
  return (
    a.registry === b.registry &&
    a.baseUrl === b.baseUrl &&
    a.kind === b.kind &&
    a.profile === b.profile &&
    a.transport === b.transport
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-connection': HermesConnection;
  }
}
