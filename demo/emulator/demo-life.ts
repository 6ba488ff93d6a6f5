/**
 * Keeps the demo alive: one session works for minutes and begins again, one waits for consent, one
 * asks, one is finishing when the page opens. All of it runs on the injected clock.
 */

import { changelogScript, cleanupScript, paintScript, refactorScript, REFACTOR_PROMPTS } from './demo-scripts.js';
import { seedMedia } from './demo-media.js';
import { richSeed, richWorkers } from './demo-rich-turn.js';
import { demoSeeds, livingSeeds } from './demo-transcripts.js';
import type { SessionRecord } from './records.js';
import { beginTurn, busyStream } from './run-start.js';
import type { ServerState } from './server-state.js';

const CHECK_MS = 5000;
const REST_MS = 12_000;
/** How long the finishing session still talks after the first list was read. */
const FINISH_MS = 400;
/** Turns that stay in the working session before it begins anew. */
const TURNS_KEPT = 4;

export function startDemo(server: ServerState): void {
  for (const seed of demoSeeds()) server.store.seed(seed);
  const rich = server.store.seed(richSeed());
  for (const seed of richWorkers(rich.session_id)) server.store.seed(seed);
  Object.assign(rich, {
    input_tokens: 48_200,
    output_tokens: 6_100,
    estimated_cost: 0.214,
    context_length: 131_072,
    last_prompt_tokens: 41_900,
  });
  seedMedia(server);
  const living = livingSeeds();
  const refactor = server.store.seed(living.refactor);
  const cleanup = server.store.seed(living.cleanup);
  const changelog = server.store.seed(living.changelog);
  const paint = server.store.seed(living.paint);
  server.projects.push({
    project_id: server.random.hex(12),
    name: 'Shop',
    color: '#7c5cff',
    profile: 'default',
    created_at: server.timers.seconds,
  });
  refactor.project_id = cleanup.project_id = server.projects[0]?.project_id ?? null;

  keepWorking(server, refactor);
  beginTurn(server, cleanup, { text: 'Prove it: make a clean build.', scenario: cleanupScript });
  beginTurn(server, changelog, { text: 'Write the changelog.', scenario: changelogScript });
  const finishing = beginTurn(server, paint, { text: 'Which of the two is it?', scenario: paintScript });
  server.onListRead = () => {
    server.onListRead = null;
    server.timers.after(FINISH_MS, () => finishing.run.release('seen'));
  };
  server.list.invalidate();
}

/** Begins a turn whenever the session has been idle for a while; bounded however long it goes on. */
function keepWorking(server: ServerState, session: SessionRecord): void {
  const base = session.messages.length;
  let turn = 0;
  let idleSince: number | null = null;
  const begin = () => {
    if (turn > 0 && turn % TURNS_KEPT === 0) {
      session.messages.length = base;
      session.tool_calls = [];
      forgetJournals(server, session.session_id);
    }
    beginTurn(server, session, {
      text: REFACTOR_PROMPTS[turn % REFACTOR_PROMPTS.length] ?? 'Go on.',
      scenario: refactorScript,
    });
    turn += 1;
  };
  const check = () => {
    const alive = server.store.get(session.session_id) === session && !server.down;
    if (alive && !busyStream(server, session)) {
      idleSince ??= server.timers.now;
      if (server.timers.now - idleSince >= REST_MS) {
        idleSince = null;
        begin();
      }
    } else {
      idleSince = null;
    }
    server.timers.after(CHECK_MS, check);
  };
  begin();
  server.timers.after(CHECK_MS, check);
}

function forgetJournals(server: ServerState, sessionId: string): void {
  for (const journal of [...server.journals.values()]) {
    if (journal.sessionId === sessionId && !server.live.has(journal.streamId)) server.journals.delete(journal.streamId);
  }
}
