/**
 * Random schedules of a person, other clients, the server and a bad network. Whatever happened: once everything is
 * whole again, the page, the server and a page opened just now say the same, and nothing a person wrote is lost.
 * `npm run simulate` plays more of them (docs/simulation.md).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFailure, playSeed } from './campaign.js';

const SEEDS = 300;

test(`the page, the server and a new page agree after any schedule (seeds 1 to ${SEEDS})`, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const failure = await playSeed(seed);
    assert.equal(failure, null, failure ? describeFailure(failure) : '');
  }
});
