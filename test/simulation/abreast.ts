/** Whether pages know what is the case at the server while runs are live and requests wait: not only in the end. */
import { journalText, liveText } from './oracles.js';
import type { Page } from './pages.js';
import type { World } from './world.js';

/** The first thing a shown session has other than the server; null when it has nothing. */
export async function assertAbreast(world: World, pages: readonly Page[]): Promise<string | null> {
  const { control } = world.server;
  const runs = new Map(control.state().runs.map((run) => [run.sessionId, run]));
  for (const page of pages) {
    if (page.tab.registry.link.value.status !== 'live') return `the link is ${page.tab.registry.link.value.status}`;
    for (const [number, { lease }] of page.panes) {
      const session = lease.session.value;
      const id = session.meta.value.id;
      if (session.gone.value || !control.session(id)) continue;
      const name = `pane ${number} of tab ${page.number} (${id})`;
      const run = runs.get(id);
      const { phase } = session.run.value;
      if (run === undefined) {
        if (phase === 'running' || phase === 'stopping') return `${name} is ${phase} and nothing runs`;
        continue;
      }
      // What is being put away is neither here nor there.
      if (run.phase !== 'running') continue;
      if (phase !== 'running' || session.run.value.run !== run.streamId) return `${name} is ${phase} and a run is live`;
      const [shown, said] = [liveText(session), journalText(control, run.streamId)];
      if (!said.startsWith(shown) || said.length - shown.length > 200)
        return `${name} shows "${shown.slice(-60)}" of "${said.slice(-60)}"`;
      const open = session.requests.value.open.map((request) => request.id);
      const pending = await pendingIn(world, id);
      // On the gateway path the page puts the run's id in front.
      const known = pending.head !== null && open.some((one) => one.endsWith(pending.head ?? ''));
      if (pending.head === null ? open.length > 0 : !known || open.length > pending.count)
        return `${name} shows the requests ${open.join()} where ${pending.count} wait, ${String(pending.head)} first`;
    }
  }
  return null;
}

async function pendingIn(world: World, id: string): Promise<{ head: string | null; count: number }> {
  for (const kind of ['approval', 'clarify'] as const) {
    const path = `api/${kind}/pending?session_id=${encodeURIComponent(id)}`;
    const answer = (await (await world.read(path))?.json()) as {
      pending?: Record<string, unknown>;
      pending_count?: number;
    };
    const head = answer?.pending?.[`${kind}_id`] ?? answer?.pending?.['id'];
    if (typeof head === 'string') return { head, count: answer.pending_count ?? 1 };
  }
  return { head: null, count: 0 };
}
