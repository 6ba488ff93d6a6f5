/** What the session object says of a session apart from its transcript. One mapping for list rows, reads and `done`. */
import type { SessionId } from '../../transport/events.js';
import type { SessionMeta, Todo, Usage } from '../../session/slices.js';
import {
  array,
  child,
  count,
  filled,
  firstFilled,
  flag,
  id,
  millis,
  num,
  obj,
  positive,
  str,
  type Json,
} from './json.js';

const MAX_TITLE = 1_000;
const TODO_STATES: readonly Todo['status'][] = ['pending', 'in_progress', 'completed', 'cancelled'];

export function mapMeta(session: Json, fallbackId: SessionId): SessionMeta {
  const relation = relationOf(session);
  return {
    id: id(session, 'session_id') ?? fallbackId,
    title: (firstFilled(session, 'display_title', 'title') ?? '').slice(0, MAX_TITLE),
    model: filled(session, 'model'),
    workspace: filled(session, 'workspace'),
    profile: filled(session, 'profile'),
    pinned: flag(session, 'pinned'),
    archived: flag(session, 'archived'),
    readOnly: flag(session, 'read_only') || flag(session, 'is_read_only'),
    project: id(session, 'project_id'),
    createdAt: millis(session, 'created_at'),
    updatedAt: activityOf(session),
    messageCount: count(session, 'message_count'),
    parent: relation === null ? null : id(session, 'parent_session_id'),
    relation,
    source: sourceOf(session),
  };
}

/** A parent that is neither forked from nor worked for is the compression predecessor (http-api 4.1): an alias. */
export function relationOf(session: Json): SessionMeta['relation'] {
  if (id(session, 'parent_session_id') === null) return null;
  if (str(session, 'relationship_type') === 'child_session') return 'child';
  return str(session, 'session_source') === 'fork' ? 'fork' : null;
}

/** When something was last said. Renaming or pinning is not that, so `updated_at` only fills in (I-19). */
function activityOf(session: Json): number | null {
  const said = millis(session, 'last_message_at') ?? millis(session, 'updated_at') ?? millis(session, 'created_at');
  const pending = millis(session, 'pending_started_at');
  return pending === null ? said : Math.max(pending, said ?? 0);
}

function sourceOf(session: Json): string | null {
  const source =
    firstFilled(session, 'session_source', 'raw_source', 'source_tag') ??
    (flag(session, 'is_cli_session') ? 'cli' : null);
  return source === 'webui' || source === 'fork' ? null : source;
}

/** Totals of the session. Zero context length means that the server does not know it. */
export function mapUsage(from: Json): Usage {
  return {
    inputTokens: num(from, 'input_tokens'),
    outputTokens: num(from, 'output_tokens'),
    cost: num(from, 'estimated_cost'),
    contextLength: positive(from, 'context_length'),
    contextUsed: positive(from, 'last_prompt_tokens'),
  };
}

/** Null where the session never had a list; an empty list is one. */
export function mapTodoState(from: Json): { readonly todos: readonly Todo[]; readonly at: number } | null {
  const state = child(from, 'todo_state') ?? from;
  if (!Array.isArray(state['todos'])) return null;
  const todos = array(state, 'todos').map((item, index): Todo => {
    const todo = obj(item);
    const status = TODO_STATES.find((known) => known === str(todo, 'status'));
    return { id: id(todo, 'id') ?? String(index), content: str(todo, 'content') ?? '', status: status ?? 'pending' };
  });
  return { todos: todos.filter((todo) => todo.content !== ''), at: millis(state, 'ts') ?? 0 };
}
