/**
 * Which sessions work for one call that delegates. The server names the parent of such a session and not the call, so
 * they are told by what they were asked: a worker is titled after its goal.
 */
import type { SessionRuntime } from '../../runtime/index.js';
import { workersOf } from '../sidebar/row-facts.js';

/** Characters of a title that must agree: titles are cut. */
const ENOUGH = 12;

/** Reads signals: to be called in a selector. In the order of the goals, each session once. */
export function workersFor(session: SessionRuntime, goals: readonly string[]): readonly SessionRuntime[] {
  const free = new Set(workersOf(session));
  const found: SessionRuntime[] = [];
  for (const goal of goals) {
    const wanted = plain(goal);
    for (const worker of free) {
      if (!sameGoal(plain(worker.meta.value.title), wanted)) continue;
      found.push(worker);
      free.delete(worker);
      break;
    }
  }
  return found;
}

function sameGoal(title: string, goal: string): boolean {
  if (title === '' || goal === '') return false;
  if (title === goal) return true;
  const cut = title.replace(/(?:…|\.\.\.)$/, '');
  return cut.length >= ENOUGH && (goal.startsWith(cut) || cut.startsWith(goal));
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}
