/** The six rows of the table this product exists for, each as something that can be played and judged. */
import type { SessionRuntime } from '../../components/define/all.js';
import type { Play, Scenario } from './play.js';

const isOver = (session: SessionRuntime): boolean =>
  session.run.value.phase === 'idle' && session.transcript.value.live === null;
const said = (session: SessionRuntime): number => {
  const live = session.transcript.value.live;
  return (live?.tail?.text.value.length ?? 0) + (live?.blocks.length ?? 0);
};

/** Starts a turn of `words` words in a session and waits for the first of them. */
async function start(play: Play, session: SessionRuntime, words: number): Promise<void> {
  await session.send(`Tell me more. [[scenario:plain n=${words} rate=${play.stage.rate}]]`);
  await play.until('the first words', () => said(session) > 0);
}

const comeBack: Scenario = {
  id: 'switch',
  title: 'A is running; look at B; come back to A',
  expected: 'A shows that it runs, its output goes on, nothing is lost and nothing comes twice.',
  panes: 1,
  async run(play) {
    const { stage } = play;
    await play.step('Open A and ask for a long answer', async () => {
      stage.show(stage.a);
      await play.until('A read', () => stage.A.transcript.value.status === 'ready');
      await start(play, stage.A, 150);
      await play.look(1_200);
    });
    for (const round of [1, 2, 3]) {
      await play.step(`Look at B, come back (${round} of 3)`, async () => {
        stage.show(stage.b);
        await play.look(900);
        play.check(`away from A, it still runs (${round})`, stage.A.run.value.phase === 'running');
        stage.show(stage.a);
        await stage.panes[0]?.updateComplete;
        play.check(`back at A, the pane says it runs (${round})`, stage.panes[0]?.dataset['phase'] === 'running');
        await play.look(700);
      });
    }
    await play.step('Wait for the end', () => play.until('the end of A', () => isOver(stage.A)));
    play.check('every word is there once', stage.shown(stage.A) === stage.stored(stage.a));
    play.check('one stream was enough', stage.server.control.state().gets['/api/chat/stream'] === 1);
  },
};

const background: Scenario = {
  id: 'background',
  title: 'A is running; look at B; A completes',
  expected: 'The sidebar stops saying that A runs and marks it unread; opening A shows all of it.',
  panes: 1,
  async run(play) {
    const { stage } = play;
    await play.step('Ask A, then look at B', async () => {
      stage.show(stage.a);
      await play.until('A read', () => stage.A.transcript.value.status === 'ready');
      await start(play, stage.A, 60);
      stage.show(stage.b);
      await play.look(500);
    });
    await play.step('A completes unseen', () => play.until('the end of A', () => isOver(stage.A)));
    await play.until('the row', () => stage.rows(stage.a)[0] === 'unread');
    play.check('the row says unread, not running', stage.rows(stage.a).join() === 'unread');
    await play.look(1_200);
    await play.step('Open A', async () => {
      stage.show(stage.a);
      await play.until('A shown', () => stage.A.transcript.value.status === 'ready');
    });
    play.check('the finished answer is all there', stage.shown(stage.A) === stage.stored(stage.a));
    await play.look(600);
  },
};

const consent: Scenario = {
  id: 'approval',
  title: 'A is running; look at B; A asks for consent',
  expected: 'A is marked as needing you; the request is in A when it is opened, and in the inbox.',
  panes: 1,
  async run(play) {
    const { stage } = play;
    await play.step('Give A something risky to do, look at B', async () => {
      stage.show(stage.a);
      await play.until('A read', () => stage.A.transcript.value.status === 'ready');
      await stage.A.send('Clean up. [[scenario:approval]]');
      stage.show(stage.b);
    });
    await play.step('A asks', () =>
      play.until('the request', () => stage.A.status.value === 'needs-you' && stage.registry.inbox.value.length === 1),
    );
    await play.until('the row', () => stage.rows(stage.a)[0] === 'needs-you');
    play.check('the row of A needs you', stage.rows(stage.a).join() === 'needs-you');
    play.check('the row of B does not', !stage.rows(stage.b).includes('needs-you'));
    play.check('the request is in the inbox', stage.registry.inbox.value[0]?.session === stage.A);
    await play.look(1_500);
    await play.step('Open A: the card is there', async () => {
      stage.show(stage.a);
      await play.until('the card', () => cardOf(stage.panes[0]) !== null);
    });
    play.check('the card is in the pane of A', cardOf(stage.panes[0]) !== null);
    await play.look(1_500);
    await play.step('It is allowed once; A finishes', async () => {
      const request = stage.A.requests.value.open[0];
      if (request) await stage.A.answer(request.id, { kind: 'approval', choice: 'once' });
      await play.until('the end of A', () => isOver(stage.A));
    });
    play.check('it was answered once', stage.server.control.state().posts['/api/approval/respond'] === 1);
    play.check('nothing waits any more', stage.registry.inbox.value.length === 0);
  },
};

const reload: Scenario = {
  id: 'reload',
  title: 'A is running; the browser reloads',
  expected: 'A reconnects where it was; the whole answer is there at the end, with nothing out of sight.',
  panes: 1,
  async run(play) {
    const { stage } = play;
    await play.step('Ask A', async () => {
      stage.show(stage.a);
      await play.until('A read', () => stage.A.transcript.value.status === 'ready');
      await start(play, stage.A, 90);
      await play.look(1_500);
    });
    const before = said(stage.A);
    await play.step('Reload', async () => {
      stage.reload();
      await play.until('the list', () => stage.registry.listed.value);
      stage.show(stage.a);
      await play.until(
        'A again',
        () => stage.A.transcript.value.status === 'ready' && (isOver(stage.A) || said(stage.A) >= before),
      );
    });
    play.check('what had come is there again', isOver(stage.A) || said(stage.A) >= before);
    await play.look(800);
    await play.step('Wait for the end', () => play.until('the end of A', () => isOver(stage.A)));
    play.check('every word is there once', stage.shown(stage.A) === stage.stored(stage.a));
  },
};

const rotation: Scenario = {
  id: 'rotation',
  title: 'A is compressed and gets a new id, in the background',
  expected: 'One row, pointing at the latest session; the open pane, the draft and the next message follow.',
  panes: 1,
  async run(play) {
    const { stage } = play;
    await play.step('Ask A for something long, leave a draft, look at B', async () => {
      stage.show(stage.a);
      await play.until('A read', () => stage.A.transcript.value.status === 'ready');
      await stage.A.send('Go on. [[scenario:compress rotate]]');
      stage.A.setDraft('And one more thing');
      stage.show(stage.b);
    });
    const rows = stage.rowCount;
    await play.step('The server compresses A and rotates its id', () =>
      play.until('the new id', () => stage.A.meta.value.id !== stage.a && isOver(stage.A)),
    );
    const tip = stage.A.meta.value.id;
    await play.until('the list', () => stage.rows(stage.a).length === 1 && stage.rowCount === rows);
    play.check('there is one row for A', stage.rows(stage.a).length === 1 && stage.rowCount === rows);
    play.check('old and new id mean the same session', stage.registry.peek(tip) === stage.A);
    await play.look(1_000);
    await play.step('Open A by its old id and send the draft', async () => {
      stage.show(stage.a);
      play.check('the draft is still there', stage.A.composer.value.draft === 'And one more thing');
      await play.look(800);
      await stage.A.sendDraft();
      await play.until('the end of A', () => isOver(stage.A));
    });
    play.check('the message went to the latest session', stage.stored(tip).includes('Andonemorething'));
    play.check('and not to the old one', !stage.stored(stage.a).includes('Andonemorething'));
  },
};

const apart: Scenario = {
  id: 'apart',
  title: 'A and B are both running; A is stopped, then fails',
  expected: 'Nothing that happens to A touches B.',
  panes: 2,
  async run(play) {
    const { stage } = play;
    await play.step('Start both', async () => {
      stage.show(stage.a, 0);
      stage.show(stage.b, 1);
      await play.until(
        'both read',
        () => stage.A.transcript.value.status === 'ready' && stage.B.transcript.value.status === 'ready',
      );
      await start(play, stage.B, 220);
      await start(play, stage.A, 400);
      await play.look(1_200);
    });
    const run = stage.B.run.value.run;
    await play.step('Stop A', async () => {
      await stage.A.stop();
      await play.until('A stopped', () => isOver(stage.A));
    });
    play.check('A was stopped', stage.A.run.value.end?.outcome === 'stopped');
    play.check('B runs on', isOver(stage.B) || stage.B.run.value.run === run);
    await play.look(800);
    await play.step('Let A fail', async () => {
      await stage.A.send('Try again. [[scenario:error kind=partial]]');
      await play.until('A failed', () => stage.A.run.value.end?.outcome === 'failed');
    });
    play.check('B runs on', isOver(stage.B) || stage.B.run.value.run === run);
    await play.step('Wait for B', () => play.until('the end of B', () => isOver(stage.B)));
    play.check('B completed', stage.B.run.value.end?.outcome === 'completed');
    play.check('every word of B is there once', stage.shown(stage.B) === stage.stored(stage.b));
  },
};

export const scenarios: readonly Scenario[] = [comeBack, background, consent, reload, rotation, apart];

/** The card of a request inside a pane, through the shadow roots in between. */
function cardOf(pane: Element | undefined): Element | null {
  return pane?.shadowRoot?.querySelector('hermes-approval')?.shadowRoot?.querySelector('[part~="card"]') ?? null;
}
