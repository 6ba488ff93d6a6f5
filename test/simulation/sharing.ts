/**
 * Whether the tabs of one browser share connections and text: one leads, the others get its events. One constant, so
 * that the simulation asks more of the runtime on the day it can do more:
 * - the connections of all tabs together stay within one budget, not each tab's within its own;
 * - drafts are typed also when several tabs are open, and a tab may send, reclaim or discard what another one wrote.
 */
export const TABS_SHARE: boolean = true;

/** Long-lived connections the open tabs of one browser may hold together. */
export function streamBudget(tabs: number): number {
  return TABS_SHARE ? 3 : 3 * tabs;
}
