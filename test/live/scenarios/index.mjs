// What is played, in this order.

import { asksUnseen, completesUnseen, rotatesUnseen } from './background.mjs';
import { reloadMidRun } from './reload.mjs';
import { budget, restart, signIn } from './server.mjs';
import { switchAndBack, thirtySwitches } from './switching.mjs';
import { panesOnOne, stopAndError } from './two-runs.mjs';

/**
 * What a scenario has to play with. It returns what was seen, in one sentence; a Failure or NotPossible says why not.
 *
 * @typedef {object} Stage
 * @property {import('../demo-page.mjs').DemoPage} page
 * @property {import('../traffic.mjs').Traffic} traffic
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
  { name: 'restart mid-run', play: restart },
  { name: 'budget', play: budget },
];

export const SIGN_IN = { name: 'sign in', play: signIn };
