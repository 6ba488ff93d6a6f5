/**
 * The running turn: deltas become ordered blocks. Only the open end (`tail`) grows; everything before it is closed and
 * frozen, so the work per token does not depend on what came before.
 */
import type {
  ReasoningDelta,
  RunNotice,
  TextBoundary,
  TextDelta,
  ToolFinished,
  ToolStarted,
} from '../transport/events.js';
import type { RunActivity } from './slices.js';
import type { LiveState, SessionState } from './state.js';
import type { Block, Message, ToolCall } from './transcript.js';

const THINKING: RunActivity = { kind: 'thinking', label: null };
const WRITING: RunActivity = { kind: 'writing', label: null };
const COMPRESSING: RunActivity = { kind: 'compressing', label: null };

export type LiveEvent = TextDelta | TextBoundary | ReasoningDelta | ToolStarted | ToolFinished | RunNotice;

/** Applies one content event to the running turn. The caller has checked run and cursor. */
export function reduceLive(state: SessionState, event: LiveEvent): SessionState {
  switch (event.type) {
    case 'text.delta':
      return grow(state, 'text', event.text);
    case 'reasoning.delta':
      return grow(state, 'reasoning', event.text);
    case 'text.boundary':
      return markNote(state, event);
    case 'tool.started':
      return startTool(closeTail(state), event);
    case 'tool.finished':
      return finishTool(state, event);
    case 'run.notice':
      return addNotice(closeTail(state), event);
  }
}

/** Everything produced so far as blocks, the open end included. */
export function blocksOf(live: LiveState, tailText: string): readonly Block[] {
  if (!live.tail || tailText === '') return live.blocks;
  return [...live.blocks, tailBlock(live.tail, tailText)];
}

/** The turn as messages, for the time between its end and the server's transcript of it. */
export function messagesOf(live: LiveState, tailText: string): readonly Message[] {
  const out: Message[] = [];
  const shared = { index: null, at: live.startedAt, durationMs: null, model: null } as const;
  if (live.input) {
    out.push({
      ...shared,
      key: live.inputKey,
      role: 'user',
      blocks: [{ kind: 'text', id: 'b0', text: live.input.text, note: false }],
      attachments: live.input.attachments,
      origin: live.origin,
      partial: false,
    });
  }
  const blocks = sealTools(blocksOf(live, tailText));
  if (blocks.length > 0) {
    out.push({
      ...shared,
      key: live.key,
      role: 'assistant',
      blocks,
      attachments: [],
      origin: 'person',
      partial: live.ended !== 'completed',
    });
  }
  return out;
}

/** Tools that will never finish say so (I-09). */
export function sealTools(blocks: readonly Block[]): readonly Block[] {
  if (!blocks.some((block) => block.kind === 'tool' && block.tool.status === 'running')) return blocks;
  return blocks.map((block) =>
    block.kind === 'tool' && block.tool.status === 'running'
      ? { ...block, tool: { ...block.tool, status: 'stopped' } }
      : block,
  );
}

export function closeTail(state: SessionState): SessionState {
  const live = state.live;
  if (!live?.tail) return state;
  return { ...state, live: { ...live, blocks: blocksOf(live, state.tailText), tail: null }, tailText: '' };
}

function tailBlock(tail: NonNullable<LiveState['tail']>, text: string): Block {
  return tail.kind === 'text'
    ? { kind: 'text', id: tail.id, text, note: false }
    : { kind: 'reasoning', id: tail.id, text };
}

function grow(state: SessionState, kind: 'text' | 'reasoning', text: string): SessionState {
  const live = state.live;
  if (!live || text === '') return state;
  if (live.tail?.kind === kind) return { ...state, tailText: state.tailText + text };
  const closed = closeTail(state);
  const open = closed.live ?? live;
  return withActivity(
    {
      ...closed,
      live: { ...open, tail: { kind, id: `b${open.ordinal}` }, ordinal: open.ordinal + 1 },
      tailText: text,
    },
    kind === 'text' ? WRITING : THINKING,
  );
}

/**
 * A note before tools is complete. Where it was streamed already, the open text is that note; where it came as
 * thinking, it moves out of the thinking; else it is a text of its own.
 */
function markNote(state: SessionState, event: TextBoundary): SessionState {
  if (!state.live || event.text === '') return state;
  const unechoed = event.reasoningEcho ? withoutEcho(state, event.text) : state;
  const closed = closeTail(unechoed);
  const live = closed.live;
  if (!live) return closed;
  if (event.alreadyStreamed) {
    const last = live.blocks.at(-1);
    if (last?.kind !== 'text') return closed;
    return { ...closed, live: { ...live, blocks: [...live.blocks.slice(0, -1), { ...last, note: true }] } };
  }
  const note: Block = { kind: 'text', id: `b${live.ordinal}`, text: event.text, note: true };
  return withActivity(
    { ...closed, live: { ...live, blocks: [...live.blocks, note], ordinal: live.ordinal + 1 } },
    WRITING,
  );
}

function withoutEcho(state: SessionState, text: string): SessionState {
  const live = state.live;
  if (live?.tail?.kind === 'reasoning' && state.tailText.endsWith(text)) {
    const rest = state.tailText.slice(0, -text.length);
    return rest.trim() === ''
      ? { ...state, live: { ...live, tail: null }, tailText: '' }
      : { ...state, tailText: rest };
  }
  return state;
}

function startTool(state: SessionState, event: ToolStarted): SessionState {
  const live = state.live;
  if (!live) return state;
  const id = event.toolId ?? `${live.run}#${live.toolCount}`;
  if (live.blocks.some((block) => block.kind === 'tool' && block.tool.id === id)) {
    return updateTool(state, id, (tool) => ({
      ...tool,
      preview: event.preview ?? tool.preview,
      args: { ...tool.args, ...event.args },
    }));
  }
  const tool: ToolCall = {
    id,
    name: event.name,
    preview: event.preview,
    args: event.args,
    result: null,
    status: 'running',
    durationMs: null,
  };
  return withActivity(
    {
      ...state,
      live: {
        ...live,
        blocks: [...noted(live.blocks), { kind: 'tool', id: `t:${id}`, tool }],
        toolCount: live.toolCount + 1,
      },
    },
    { kind: 'tool', label: event.name },
  );
}

/** Text before a tool was said on the way: not every backend marks it so. */
function noted(blocks: readonly Block[]): readonly Block[] {
  const last = blocks.at(-1);
  return last?.kind === 'text' && !last.note ? [...blocks.slice(0, -1), { ...last, note: true }] : blocks;
}

function finishTool(state: SessionState, event: ToolFinished): SessionState {
  const live = state.live;
  if (!live) return state;
  const id = event.toolId ?? firstRunning(live, event.name);
  const finished = (tool: ToolCall): ToolCall => ({
    ...tool,
    // Some backends send no arguments with the result.
    args: Object.keys(event.args).length > 0 ? event.args : tool.args,
    result: event.result ?? tool.result,
    status: event.failed ? 'failed' : 'done',
    durationMs: event.durationMs ?? tool.durationMs,
  });
  const known = id !== null && live.blocks.some((block) => block.kind === 'tool' && block.tool.id === id);
  if (known) return idleActivity(updateTool(state, id, finished));
  // A result whose call was never shown is a finished call of its own.
  const started = startTool(closeTail(state), { ...event, type: 'tool.started', toolId: id, preview: null });
  const made = started.live?.blocks.at(-1);
  return made?.kind === 'tool' ? idleActivity(updateTool(started, made.tool.id, finished)) : started;
}

/** Calls without ids are matched first in, first out by name. */
function firstRunning(live: LiveState, name: string): string | null {
  const found = live.blocks.find(
    (block) => block.kind === 'tool' && block.tool.status === 'running' && block.tool.name === name,
  );
  return found?.kind === 'tool' ? found.tool.id : null;
}

function updateTool(state: SessionState, id: string, change: (tool: ToolCall) => ToolCall): SessionState {
  const live = state.live;
  if (!live) return state;
  const blocks = live.blocks.map((block) =>
    block.kind === 'tool' && block.tool.id === id ? { ...block, tool: change(block.tool) } : block,
  );
  return { ...state, live: { ...live, blocks } };
}

function addNotice(state: SessionState, event: RunNotice): SessionState {
  const live = state.live;
  if (!live) return state;
  // Words may come between the two: the first gives way where it stands. Some servers say the end only with the turn's.
  const begun =
    event.notice === 'compressed'
      ? live.blocks.findLast((block) => block.kind === 'notice' && block.notice === 'compressing')
      : undefined;
  const notice: Block = {
    kind: 'notice',
    id: begun?.id ?? `b${live.ordinal}`,
    notice: event.notice,
    text: event.text,
  };
  const blocks = begun ? live.blocks.map((block) => (block === begun ? notice : block)) : [...live.blocks, notice];
  const next = { ...state, live: { ...live, blocks, ordinal: begun ? live.ordinal : live.ordinal + 1 } };
  return event.notice === 'compressing' ? withActivity(next, COMPRESSING) : next;
}

/** What a turn does that was taken over as it stands: the next delta of what is open says nothing new of it. */
export function takenOverActivity(state: SessionState): SessionState {
  const { live } = state;
  if (!live || (live.tail === null && live.blocks.length === 0)) return state;
  if (live.tail === null) return idleActivity(state);
  return withActivity(state, live.tail.kind === 'text' ? WRITING : THINKING);
}

/** After a tool ends the turn does whatever still runs, or thinks. */
function idleActivity(state: SessionState): SessionState {
  const still = state.live?.blocks.findLast((block) => block.kind === 'tool' && block.tool.status === 'running');
  return withActivity(state, still?.kind === 'tool' ? { kind: 'tool', label: still.tool.name } : THINKING);
}

function withActivity(state: SessionState, activity: RunActivity): SessionState {
  const now = state.run.activity;
  if (now && now.kind === activity.kind && now.label === activity.label) return state;
  return { ...state, run: { ...state.run, activity } };
}
