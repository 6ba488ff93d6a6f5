// What is played, in this order.

import { asksUnseen, completesUnseen, rotatesUnseen } from './background.mjs';
import { backAndForward, leaderComesBack } from './bfcache.mjs';
import { loginExpires } from './login.mjs';
import { eightRuns } from './many-runs.mjs';
import { asksAgain, attaches, copiesAndLinks, forks, isForgotten, readsFarUp, renames, works } from './messages.mjs';
import { brieflyGone, offlineAndBack, silentlyGone } from './network.mjs';
import { thousandSwitches } from './random-switches.mjs';
import { reloadMidRun } from './reload.mjs';
import { budget, restart, signIn } from './server.mjs';
import { switchAndBack, thirtySwitches } from './switching.mjs';
import { deedsCross, oneAnswer, queueOutlivesClose, queueOutlivesCrash } from './tab-texts.mjs';
import { fiveTabs, leaderCrashes, leaderIsClosed, leaderIsHidden, withoutLocks } from './tabs.mjs';
import { panesOnOne, stopAndError } from './two-runs.mjs';

/**
 * What a scenario has to play with. It returns what was seen, in one sentence; a Failure or NotPossible says why not.
 *
 * @typedef {object} Stage
 * @property {import('../demo-page.mjs').DemoPage} page
 * @property {import('../tabs.mjs').Tabs} tabs further tabs of the same browser; those open at the end are closed
 * @property {import('../gate.mjs').Gate} gate everything of the browser passes through it
 * @property {import('../traffic.mjs').Traffic} traffic of the page
 * @property {import('../webui.mjs').WebUi} server
 * @property {import('../lab.mjs').Lab | null} lab
 * @property {'agent' | 'runs'} backend
 * @property {boolean} parallel turns of two sessions run at one time
 * @property {string | null} password
 */

/** @type {readonly { name: string, play: (stage: Stage) => Promise<string> }[]} */
export const SCENARIOS = [
  { name: '1 switch to B and back', play: switchAndBack },
  { name: '2 completes in background', play: completesUnseen },
  { name: '3 asks in background', play: asksUnseen },
  { name: '4 reload mid-run', play: reloadMidRun },
  { name: '5 rotates in background', play: rotatesUnseen },
  { name: '6 stop and error beside B', play: stopAndError },
  { name: 'panes on one session', play: panesOnOne },
  { name: 'thirty switches', play: thirtySwitches },
  { name: 'messages: thinking and tools', play: works },
  { name: 'messages: asked again', play: asksAgain },
  { name: 'messages: forgotten by the server', play: isForgotten },
  { name: 'messages: forked and edited', play: forks },
  { name: 'messages: files', play: attaches },
  { name: 'messages: copied and linked', play: copiesAndLinks },
  { name: 'messages: renamed', play: renames },
  { name: 'messages: far up', play: readsFarUp },
  { name: 'tabs: leader closed', play: leaderIsClosed },
  { name: 'tabs: leader crashes', play: leaderCrashes },
  { name: 'tabs: leader hidden', play: leaderIsHidden },
  { name: 'tabs: five', play: fiveTabs },
  { name: 'tabs: without locks', play: withoutLocks },
  { name: 'tabs: deeds cross', play: deedsCross },
  { name: 'tabs: one answer', play: oneAnswer },
  { name: 'tabs: queue outlives close', play: queueOutlivesClose },
  { name: 'tabs: queue outlives crash', play: queueOutlivesCrash },
  { name: 'eight runs', play: eightRuns },
  { name: 'network: offline and back', play: offlineAndBack },
  { name: 'network: silently gone', play: silentlyGone },
  { name: 'network: gone for 3 s', play: brieflyGone },
  { name: 'back and forward', play: backAndForward },
  { name: 'back and forward of the leader', play: leaderComesBack },
  { name: 'login expires', play: loginExpires },
  { name: 'thousand switches', play: thousandSwitches },
  { name: 'restart mid-run', play: restart },
  { name: 'budget', play: budget },
];

export const SIGN_IN = { name: 'sign in', play: signIn };
