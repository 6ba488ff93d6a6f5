/** What other clients of the server do, and what the server does by itself. */
import type { Step } from './schedule.js';
import { atRest, hasTwoEnds, type Stage } from './person.js';

export type ElsewhereStep = Exclude<Extract<Step, { readonly of: number }>, { readonly tab?: number }>;

export function happen(stage: Stage, step: ElsewhereStep): void {
  const { control } = stage.world.server;
  const first = stage.conversation(step.of).id;
  const id = control.tip(first);
  const stored = control.session(id);
  if (!stored) return;
  const run = control.state().runs.find((live) => live.sessionId === id);
  const idle = atRest(stage.world, id);
  const ask = (path: string, body: Record<string, unknown>): void => request(stage, path, { session_id: id, ...body });
  switch (step.do) {
    case 'turn':
      if (idle) attempt(() => control.startTurn(id, { text: `Elsewhere [[scenario:${step.script}]]` }));
      stage.texts.saidElsewhere();
      return;
    case 'wake':
      if (idle) attempt(() => control.startServerTurn(id));
      return;
    case 'task':
      return control.completeBackgroundTask(id);
    case 'answer-elsewhere':
      if (!control.approve(id)) control.answer(id, 'blue');
      return;
    case 'cancel-elsewhere':
      if (run) control.cancel(run.streamId);
      return;
    case 'rotate':
      if (idle && stored.messages.length > 0) {
        control.rotate(id);
        stage.texts.rotated();
      }
      return;
    case 'release':
      if (run) control.release(run.streamId);
      return;
    case 'rename-elsewhere':
      return ask('rename', { title: `Called ${stage.texts.count} elsewhere` });
    case 'pin-elsewhere':
    case 'unpin-elsewhere':
      return ask('pin', { pinned: step.do === 'pin-elsewhere' });
    case 'archive-elsewhere':
    case 'unarchive-elsewhere':
      if (hasTwoEnds(stage.world)) return;
      return ask('archive', { archived: step.do === 'archive-elsewhere' });
    case 'fork-elsewhere':
      return ask('branch', {});
    case 'delete-elsewhere':
      // What a rotation left behind would come to light again: another story.
      if (!idle || id !== first) return;
      stage.texts.sessionDeleted();
      return ask('delete', {});
  }
}

/** By the wire, as another client would; not awaited, for it may be held up. */
function request({ world }: Stage, path: string, body: Record<string, unknown>): void {
  void world.openBrowser().then((browser) => world.ask(`api/session/${path}`, body, browser.cookie));
}

/** A cancelled worker that is not out yet keeps its session busy; that is no fault of the schedule. */
function attempt(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!/is busy/.test(String(error))) throw error;
  }
}
