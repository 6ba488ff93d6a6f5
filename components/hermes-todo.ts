/**
 * `<hermes-todo>`: the agent's task list of one session. One quiet line that opens to the list; nothing when there is
 * none.
 *
 * @csspart todo - the whole; @csspart todo-item - one task, carries data-status
 */
import { LitElement, html, nothing, type CSSResultGroup } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from './directives/repeat.js';
import type { SessionRegistry, Todo } from '../runtime/index.js';
import { SessionController } from './controllers/session-controller.js';
import { icon, type IconName } from './icons.js';
import { LabelsController } from './labels/labels-controller.js';
import { base } from './styles/base.js';
import { focus } from './styles/focus.js';
import { scrollbar } from './styles/scrollbar.js';
import { todoStyles } from './styles/todo.js';
import { tokens } from './styles/tokens.js';
import { visuallyHidden } from './styles/visually-hidden.js';

const SHAPES: Readonly<Record<Todo['status'], IconName>> = {
  pending: 'circle',
  in_progress: 'dot',
  completed: 'check',
  cancelled: 'close',
};

export class HermesTodo extends LitElement {
  static override styles: CSSResultGroup = [tokens, base, focus, scrollbar, visuallyHidden, todoStyles];

  @property({ attribute: 'session-id' }) sessionId: string | null = null;
  /** Shows the list and not only its line. */
  @property({ type: Boolean, reflect: true }) open = false;
  @property({ attribute: false }) registry?: SessionRegistry;

  readonly #session = new SessionController(this);
  readonly #todos = this.#session.slice((session) => session.todos.value);
  readonly #labels = new LabelsController(this);

  protected override render(): unknown {
    const todos = this.#todos.value ?? [];
    if (todos.length === 0) return nothing;
    const labels = this.#labels;
    const done = todos.filter((todo) => todo.status === 'completed').length;
    const current = todos.find((todo) => todo.status === 'in_progress');
    return html`<section class="todo" part="todo" aria-label=${labels.term('todos')}>
      <button class="line" type="button" aria-expanded=${this.open ? 'true' : 'false'} @click=${this.#toggle}>
        ${icon('todo')}
        <span class="count" dir="auto">${labels.term('todosDone', done, todos.length)}</span>
        <span class="current" dir="auto">${this.open ? '' : (current?.content ?? '')}</span>
        <span class="chevron">${icon('chevron-right')}</span>
      </button>
      ${
        this.open
          ? html`<ul class="scroll" tabindex="0" aria-label=${labels.term('todos')}>
              ${repeat(
                todos,
                (todo) => todo.id,
                (todo) => this.#item(todo),
              )}
            </ul>`
          : nothing
      }
    </section>`;
  }

  #item(todo: Todo): unknown {
    return html`<li part="todo-item" data-status=${todo.status}>
      ${icon(SHAPES[todo.status])}
      <span class="content" dir="auto">${todo.content}</span>
      <span class="visually-hidden">${this.#labels.table('todoStatus')[todo.status]}</span>
    </li>`;
  }

  readonly #toggle = (): void => {
    this.open = !this.open;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-todo': HermesTodo;
  }
}
