/** What a person does in a page. Never awaited: the world goes on, and a step after this one may find it half done. */
import type { SessionRuntime } from '../../runtime/index.js';
import type { Conversation, Page, Pages } from './pages.js';
import type { PageChange, PersonStep } from './schedule.js';
import type { Promises } from './promises.js';
import type { Texts } from './texts.js';
import type { World } from './world.js';

export interface Stage {
  readonly world: World;
  readonly pages: Pages;
  readonly texts: Texts;
  readonly promises: Promises;
  readonly conversations: Conversation[];
  /** More than one tab is open at some time. */
  readonly tabs: boolean;
  /** The server says of a session at some time that it is not there, which is not so. */
  readonly lied: boolean;
  /** Something was thrown that nobody expects. */
  fault(error: unknown): void;
  conversation(at: number): Conversation;
}

export function act(stage: Stage, page: Page, step: PersonStep): void {
  switch (step.do) {
    case 'show':
      return stage.promises.around(page, () =>
        page.show(step.pane, stage.conversation(step.of), step.byOldId === true),
      );
    case 'unmount':
      return stage.promises.around(page, () => page.unmount(step.pane));
    case 'scroll-away':
      page.panes.get(step.pane)?.lease.setVisible(step.visible);
      return;
    case 'create':
      return create(stage, page, step.script);
    case 'sign-in':
      void stage.world.signIn().then(() => page.tab.registry.refresh());
      return;
    default: {
      const session = page.session(stage.conversation(step.of));
      if (session) actOn(stage, page, session, step);
    }
  }
}

type SessionStep = Extract<PersonStep, { readonly of: number }>;

function actOn(stage: Stage, page: Page, session: SessionRuntime, step: SessionStep): void {
  const { texts } = stage;
  const fault = (error: unknown): void => stage.fault(error);
  // A refusal is the person's to see.
  const refused = (): void => undefined;
  switch (step.do) {
    case 'send':
      if (session.canSend.value) {
        const text = texts.write(page.number, stage.world.clock.now(), step.script);
        session.send(`${text} [[scenario:${step.script}]]`).catch(fault);
      }
      return;
    case 'type': {
      const text = texts.write(page.number, stage.world.clock.now());
      session.setDraft(`${session.composer.value.draft} ${text} [[scenario:plain n=5]]`.trim());
      return;
    }
    case 'attach': {
      const name = texts.writeFile(page.number, stage.world.clock.now());
      const before = session.composer.value.files.length;
      session.attachFiles([new File(['abc'], name)]);
      // It takes none: deleted, or not read yet what the server can do.
      if (session.composer.value.files.length === before) texts.drop(name);
      return;
    }
    case 'detach': {
      const [file] = session.composer.value.files;
      if (!file) return;
      texts.drop(file.name);
      session.removeFile(file.ref);
      return;
    }
    case 'send-draft': {
      const { draft, files } = session.composer.value;
      const what = [draft, ...files.map((file) => file.name)].join(' ');
      // Nobody has hands in two tabs at once.
      if (texts.isBeingSent(what, page.number, stage.world.clock.now())) return;
      session.sendDraft().catch(fault);
      return;
    }
    case 'steer': {
      const text = `${texts.write(page.number, stage.world.clock.now())} [[scenario:plain n=5]]`;
      // Taken, it is the agent's; refused, it is still in the form.
      texts.drop(text);
      session.steer(text).catch(fault);
      return;
    }
    case 'stop':
      session.stop().catch(fault);
      return;
    case 'answer':
      return answer(session, step.allow, fault);
    case 'outbox':
      return decide(stage, session, step.what);
    case 'seen':
      session.markSeen();
      return stage.promises.seen(page, session);
    case 'older':
      session.loadOlder().catch(fault);
      return;
    case 'rename':
      session.rename(`Renamed ${texts.count}`).catch(refused);
      return;
    case 'pin':
      session.pin(step.on).catch(refused);
      return;
    case 'archive':
      if (!hasTwoEnds(stage.world)) session.archive(step.on).catch(refused);
      return;
    case 'fork':
      session.fork().then((copy) => stage.conversations.push({ id: copy.id }), refused);
      return;
    case 'remove':
      return remove(stage, page, session);
  }
}

function create(stage: Stage, page: Page, script: string): void {
  const text = stage.texts.write(page.number, stage.world.clock.now());
  // Until there is a session the text is the form's, not the runtime's.
  stage.texts.drop(text);
  page.tab.registry.createSession().then(
    (session) => {
      // The page this was asked in may be gone.
      if (stage.pages.get(page.number) !== page) return;
      stage.conversations.push({ id: session.id });
      void session.send(`${text} [[scenario:${script}]]`);
    },
    () => undefined,
  );
}

function answer(session: SessionRuntime, allow: boolean, fault: (error: unknown) => void): void {
  const request = session.requests.value.open[0];
  if (!request) return;
  const given =
    request.kind === 'approval'
      ? ({ kind: 'approval', choice: allow ? 'once' : 'deny' } as const)
      : ({ kind: 'question', text: allow ? 'blue' : 'amber' } as const);
  session.answer(request.id, given).catch(fault);
}

function decide(stage: Stage, session: SessionRuntime, what: 'resend' | 'reclaim' | 'discard'): void {
  const item = session.composer.value.outbox[0];
  if (!item) return;
  const all = [item.text, ...(item.attachments ?? []).map((file) => file.name)].join(' ');
  if (what === 'discard' && (item.state === 'queued' || item.state === 'returned')) stage.texts.drop(all);
  // The server said of the session that it is not there: a person may believe it before the next read knows better.
  if (what !== 'discard' && item.state === 'returned' && stage.lied) stage.texts.takenBack(all);
  session[what](item.ref);
}

/** Who deletes a session wants what is in it gone, wherever it has got to. */
function remove(stage: Stage, page: Page, session: SessionRuntime): void {
  const { control } = stage.world.server;
  // What a rotation left behind would come to light again: another story.
  const id = session.meta.value.id;
  if (session.aliases.value.length > 1 || control.tip(id) !== id || !atRest(stage.world, id)) return;
  const { draft, files, outbox } = session.composer.value;
  const attached = [...files, ...outbox.flatMap((item) => item.attachments ?? [])].map((file) => file.name);
  for (const text of [draft, ...attached, ...outbox.map((item) => item.text)]) stage.texts.drop(text);
  stage.texts.sessionDeleted();
  session.remove().then(
    () => stage.promises.removed(page, id),
    () => undefined,
  );
}

/**
 * Two clients rotated one id at the same moment. The server lists one of both ends and leads from the other to it; when that one
 * is archived it lists the other, of which nobody who knew both can tell whether that is news or a list of before.
 */
export function hasTwoEnds({ server: { control } }: World): boolean {
  const parents = control.sessionIds().flatMap((id) => {
    const stored = control.session(id);
    const goesOn = stored?.session_source !== 'fork' && !stored?.relationship_type;
    return goesOn && stored?.parent_session_id ? [stored.parent_session_id] : [];
  });
  return new Set(parents).size < parents.length;
}

/** Nobody works on it, as far as the server knows. */
export function atRest(world: World, id: string): boolean {
  const { control } = world.server;
  const stored = control.session(id);
  return (
    stored !== undefined &&
    stored.active_stream_id === null &&
    !control.state().runs.some((live) => live.sessionId === id)
  );
}

export function changePage(page: Page, what: PageChange): void {
  const { environment, registry } = page.tab;
  if (what === 'hide' || what === 'show') environment.setVisible(what === 'show');
  else if (what === 'offline' || what === 'online') environment.setOnline(what === 'online');
  else if (what === 'refresh') registry.refresh();
  else if (what === 'freeze') environment.sleep();
  else if (what === 'resume') environment.wake();
  else {
    environment.thaw();
    environment.emitLifecycle(what);
  }
  // A page that sleeps is left alone until it wakes up.
  if (what === 'freeze') page.frozen = true;
  else if (what === 'resume' || what === 'restore') page.frozen = false;
}
