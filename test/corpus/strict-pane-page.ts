// The page of strict-pane.html: a whole session, each of its texts from outside, and traps for whatever runs.

import '../../components/define/all.js';
import '../../components/define/hermes-diff.js';
import '../../components/define/hermes-json.js';
import '../../components/define/hermes-terminal.js';
import type { SessionError } from '../../runtime/index.js';
import {
  agentMessage,
  approval,
  fakeRegistry,
  fakeSession,
  openRequests,
  patch,
  question,
  startRun,
  textBlock,
  toolBlock,
  userMessage,
} from '../components/support/fake-session.js';

export interface StrictPanePage {
  /** What ran. */
  readonly ran: unknown[][];
  /** A session in which every text from outside is this one, in a list, a pane and an inbox of their own. */
  show(text: string): void;
  clear(): void;
}

const ran: unknown[][] = [];
for (const name of ['alert', 'confirm', 'prompt', 'open', 'print'] as const) {
  Object.defineProperty(window, name, {
    value: (...args: unknown[]) => {
      ran.push([name, ...args]);
    },
  });
}

let made = 0;

function show(text: string): void {
  made += 1;
  const id = `s${made}`;
  const error: SessionError = { code: 'refused', detail: text, retryable: true };
  const session = fakeSession(id, { title: text, model: text, workspace: text, project: text, source: text });
  // Where files lie is the adapter's to say; a picture that can not be had is not what is tried here.
  (session as { fileUrls: unknown }).fileUrls = () => [];
  const worker = fakeSession(`${id}-worker`, { title: text, parent: id, relation: 'child' });
  const registry = fakeRegistry(session, worker);
  session.set.children.value = [worker];
  const notice = { kind: 'notice', text, detail: text, reason: text } as const;
  const file = { name: text, path: text, size: 1, type: text, source: null };
  patch(session.set.transcript, {
    hasOlder: true,
    messages: [
      userMessage(text, {
        attachments: [text],
        files: [
          file,
          { ...file, path: null, type: 'image/png', source: text },
          { ...file, name: `${text}.mp4`, type: 'video/mp4', source: text },
          { ...file, type: '', given: { frozen: text } },
        ],
      }),
      userMessage(text, { origin: 'system', cause: { kind: 'process', command: text, pattern: text, exitCode: 1 } }),
      agentMessage(
        [
          { kind: 'reasoning', id: 'r', text },
          textBlock(text, { note: true }),
          toolBlock({ name: text, preview: text, args: { [text]: text, path: text, url: text }, result: text }),
          toolBlock({ name: 'terminal', args: { command: text }, result: `\u001b[31m${text}`, status: 'failed' }),
          toolBlock({
            name: 'x',
            args: { list: [text, { [text]: text }] },
            result: JSON.stringify({ [text]: [text] }),
          }),
          toolBlock({ name: 'patch', args: { path: text, old_string: text, new_string: `${text}\n${text}` } }),
          toolBlock({ name: 'write_file', args: { path: text, content: text }, result: `src/a.ts:3: ${text}` }),
          toolBlock({
            name: 'patch',
            args: { patch: `*** Begin Patch\n*** Add File: ${text}\n+${text}\n*** End Patch` },
          }),
          toolBlock({ name: 'shot', result: JSON.stringify({ image: text, screenshot_url: text }) + ` MEDIA:${text}` }),
          toolBlock({ name: 'delegate_task', args: { tasks: [{ goal: text }] }, result: text, status: 'running' }),
          { ...notice, id: 'n1', notice: 'error' },
          { ...notice, id: 'n2', notice: 'interrupted' },
          { ...notice, id: 'n3', notice: 'compressed' },
          { ...notice, id: 'n4', notice: 'background' },
          textBlock(text),
        ],
        { model: text, files: [{ ...file, given: { frozen: null } }] },
      ),
    ],
  });
  startRun(session, {
    prompt: text,
    run: { activity: { kind: 'tool', label: text } },
    live: {
      blocks: [textBlock(text), toolBlock({ name: text, args: { command: text }, status: 'running', result: null })],
    },
  });
  patch(session.set.composer, {
    draft: text,
    files: [{ ref: 'f', name: text, size: 1, type: text, state: 'failed', path: text, image: true, error }],
    outbox: [{ ref: 'o', text, state: 'returned', error, at: 1, attachments: [] }] as never,
  });
  session.set.todos.value = [{ id: text, content: text, status: 'in_progress' }];
  session.set.error.value = error;
  patch(session.set.link, { status: 'reconnecting', error });
  registry.set.link.value = { status: 'offline', error, retryAt: null } as never;
  openRequests(
    registry,
    session,
    approval(id, {
      id: text,
      error: text,
      approval: {
        command: text,
        description: text,
        tool: text,
        args: { [text]: text },
        risk: text,
        patterns: [text],
        choices: ['once', 'always', 'deny'],
      },
    }),
    question(id, { error: text, question: { text, choices: [text, `${text} 2`] } }),
  );
  for (const tag of ['hermes-sidebar', 'hermes-pane', 'hermes-approval', 'hermes-todo', 'hermes-usage'] as const) {
    const element = document.createElement(tag);
    element.registry = registry;
    if (tag === 'hermes-pane') {
      element.setAttribute('density', 'stream');
      element.setAttribute('find', '');
    }
    if (tag !== 'hermes-sidebar' && tag !== 'hermes-approval') element.setAttribute('session-id', id);
    document.body.append(element);
  }
}

function clear(): void {
  document.body.replaceChildren();
}

Object.assign(window, { strict: { ran, show, clear } satisfies StrictPanePage });
