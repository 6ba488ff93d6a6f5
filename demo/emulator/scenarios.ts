/** What the scripted agent can do, by the name in the prompt's `[[scenario:NAME key=value flag]]`. */

import { answerScenario } from './answer.js';
import { say, stream, wait, words } from './speech.js';
import type { ApprovalAsk, ErrorKind, Scenario, Script, StepResult } from './steps.js';
import { TORTURE_MARKDOWN } from './torture-markdown.js';

export function scenarioFor(name: string | null): Scenario {
  return (name && SCENARIOS[name]) || answerScenario;
}

export const SCENARIOS: Record<string, Scenario> = {
  answer: answerScenario,

  *plain(c): Script {
    const n = c.number('n', 40);
    yield* stream(n, c.number('rate', 40), c.number('seed', 7));
    yield { do: 'usage', input: 11, output: n };
  },

  /** Thoughts, words, two overlapping calls that end in reverse order, a failing one, one without id. */
  *tools(c): Script {
    const pace = c.number('pace', 30);
    yield { do: 'reasoning', text: 'They want the notes looked at. The folder comes first, ' };
    yield wait(pace);
    yield { do: 'reasoning', text: 'and then the one file that counts.' };
    yield wait(pace);
    yield* say('First a look at the folder. ');
    yield {
      do: 'tool',
      id: 'call_a1',
      name: 'list_files',
      args: { path: 'notes', recursive: true },
      preview: 'notes (recursive)',
    };
    yield wait(pace * 3);
    yield {
      do: 'tool_done',
      id: 'call_a1',
      name: 'list_files',
      preview: '3 entries: a.md, b.md, img/',
      output: 'a.md\nb.md\nimg/',
    };
    yield* say('Three entries. Two of them are read side by side.\n\n');
    yield {
      do: 'tool',
      id: 'call_b1',
      name: 'read_file',
      args: { path: 'notes/a.md', offset: 1, limit: 400 },
      preview: 'notes/a.md',
    };
    yield { do: 'tool', id: 'call_b2', name: 'read_file', args: { path: 'notes/b.md' }, preview: 'notes/b.md' };
    yield wait(pace * 2);
    yield { do: 'tool_done', id: 'call_b2', name: 'read_file', preview: 'No such file: notes/b.md', isError: true };
    yield wait(pace * 2);
    yield { do: 'tool_done', id: 'call_b1', name: 'read_file', preview: '# Notes\n- boats\n- bread' };
    yield { do: 'reasoning', text: 'One file is missing; the history tells whether it was moved.' };
    const command = 'git log --oneline -3 -- notes';
    yield {
      do: 'tool',
      id: 'call_c1',
      name: 'terminal',
      args: { command, timeout: 30, env: { LANG: 'C' } },
      preview: command,
    };
    yield wait(pace * 4);
    yield { do: 'tool_done', id: 'call_c1', name: 'terminal', preview: 'exit 0\n4be77a1 rename b.md to c.md' };
    yield { do: 'tool', name: 'web_search', args: { query: 'how long does bread rise' } };
    yield wait(pace);
    yield { do: 'tool_done', name: 'web_search', preview: '5 results' };
    yield* say('Done: `a.md` has two items, and `b.md` is called `c.md` now.');
    yield { do: 'usage', input: 812, output: 96 };
  },

  *reasoning(c): Script {
    for (const text of words(c.number('n', 60), c.number('seed', 21))) {
      yield { do: 'reasoning', text };
      yield wait(c.number('pace', 5));
    }
    yield* say('That took some thinking for a short answer.');
    yield { do: 'usage', input: 10, output: 70 };
  },

  *approval(c): Script {
    const command = c.text('command', 'rm -r build');
    yield* say('This needs your word. ');
    yield { do: 'tool', id: 'call_p1', name: 'terminal', args: { command }, preview: command };
    const choice = first(
      yield {
        do: 'approvals',
        asks: [{ command, description: 'Recursive delete', patternKey: 'recursive-delete', riskLevel: 'high' }],
      },
    );
    const allowed = choice !== 'deny';
    yield {
      do: 'tool_done',
      id: 'call_p1',
      name: 'terminal',
      preview: allowed ? 'exit 0' : 'blocked by user',
      isError: !allowed,
    };
    yield* say(`You answered "${choice}", so the build folder ${allowed ? 'is gone' : 'is still there'}.`);
    yield { do: 'usage', input: 60, output: 20 };
  },

  /** Both at once, or one after the other with `serial`. */
  *'two-approvals'(c): Script {
    const asks: ApprovalAsk[] = ['npm publish --dry-run', 'git push --force'].map((command, index) => ({
      command,
      description: `Step ${index + 1}`,
      patternKey: `step-${index + 1}`,
      riskLevel: index === 0 ? 'medium' : 'high',
      choices: ['once', 'session', 'deny'],
      allowPermanent: false,
    }));
    yield* say('Two things need your word. ');
    let choices: string[] = [];
    if (c.flag('serial')) {
      for (const ask of asks) {
        const choice = first(yield { do: 'approvals', asks: [ask] });
        choices.push(choice);
        if (choices.length === 1) yield* say(`First: ${choice}. `);
      }
    } else {
      choices = list(yield { do: 'approvals', asks });
    }
    yield* say(`You said ${choices.join(' and then ')}.`);
    yield { do: 'usage', input: 70, output: 18 };
  },

  *clarify(c): Script {
    yield* say('There is something to ask. ');
    if (c.flag('wait') && c.backend === 'agent') {
      const answer = yield {
        do: 'clarify',
        question: 'Which colour?',
        choices: ['amber', 'blue'],
        timeoutSeconds: c.number('timeout', 3600),
      };
      yield* say(answer ? `You said "${String(answer)}".` : 'Nobody answered, so amber it is.');
    } else {
      yield wait(200);
      yield* say('There is no way to ask here, so amber it is.');
    }
    yield { do: 'usage', input: 20, output: 14 };
  },

  /** Talks until released. */
  *long(c): Script {
    const rate = c.number('rate', 10);
    const batch = Math.max(1, c.number('batch', 5));
    const max = c.number('max', Number.POSITIVE_INFINITY);
    let sent = 0;
    for (let seed = 1; sent < max; seed += 1) {
      for (const text of words(batch, seed)) {
        yield { do: 'token', text };
        sent += 1;
      }
      if (yield { do: 'hold', orMs: (1000 * batch) / rate }) break;
    }
    yield* say(`\n\nReleased after ${sent} tokens.`, 12);
    yield { do: 'usage', input: 30, output: sent };
  },

  /** Some tokens, silence until released, some more. */
  *hold(c): Script {
    const n = c.number('n', 10);
    yield* stream(n, 0, 3);
    yield { do: 'hold' };
    yield* stream(c.number('m', 10), 0, 4);
    yield { do: 'usage', input: 12, output: n * 2 };
  },

  *silence(): Script {
    yield { do: 'hold' };
    yield { do: 'output', text: 'The silence is over.' };
    yield { do: 'usage', input: 1, output: 0 };
  },

  *'slow-first-token'(c): Script {
    yield wait(c.number('delay', 4000));
    yield* stream(c.number('n', 12), c.number('rate', 40), 9);
    yield { do: 'usage', input: 10, output: 12 };
  },

  /** The answer is only in the completion. */
  *'output-only'(): Script {
    yield { do: 'output', text: 'Only the completion carried this text.' };
    yield { do: 'usage', input: 4, output: 6 };
  },

  *error(c): Script {
    const kind = c.text('kind', 'failed') as ErrorKind;
    const silent = ['failed', 'empty', 'http500', 'http401'].includes(kind);
    if (!silent) yield* stream(c.number('n', 6), 0, 5);
    yield { do: 'fail', kind };
  },

  *compress(c): Script {
    yield* say('A long talk; making room. ');
    yield { do: 'compressing' };
    yield { do: 'compressed', rotate: c.flag('rotate') };
    yield* say('Nothing you can see should have happened.');
    yield { do: 'usage', input: 9000, output: 20 };
  },

  *unicode(c): Script {
    yield* say(TORTURE_MARKDOWN, c.number('size', 3), c.number('rate', 0) > 0 ? 1000 / c.number('rate', 0) : 0);
    yield { do: 'usage', input: 40, output: 400 };
  },

  /** As fast as the server relays: about five thousand tokens a second. */
  *firehose(c): Script {
    const n = c.number('n', 20000);
    let sent = 0;
    for (const text of words(n, 11)) {
      yield { do: 'token', text };
      sent += 1;
      if (sent % 50 === 0) yield wait(10);
    }
    if (c.flag('hold')) yield { do: 'hold' };
    yield { do: 'usage', input: 15, output: n };
  },

  /** A plan that is worked off, for todo lists. */
  *todo(c): Script {
    const pace = c.number('pace', 200);
    const items = ['Read the failing test', 'Fix the parser', 'Run the suite'];
    yield* say('Here is the plan. ');
    for (let done = 0; done <= items.length; done += 1) {
      const id = `call_t${done}`;
      yield { do: 'tool', id, name: 'todo', args: { action: 'update' }, preview: null };
      yield wait(pace);
      yield { do: 'tool_done', id, name: 'todo', preview: `${done} of ${items.length} done` };
      yield {
        do: 'todo',
        todos: items.map((content, index) => ({
          id: String(index + 1),
          content,
          status: index < done ? 'completed' : index === done ? 'in_progress' : 'pending',
        })),
      };
      yield wait(pace);
    }
    yield* say('All three are done.');
    yield { do: 'usage', input: 200, output: 30 };
  },

  /** A note that no token carried, a saved memory, a warning, a steer that came too late. */
  *extras(): Script {
    yield { do: 'interim', text: 'A note between two thoughts.' };
    yield { do: 'warning', type: 'fallback', message: 'The first provider did not answer; using another one.' };
    yield* say(' And the words after it.');
    yield { do: 'state_saved', kind: 'memory', action: 'saved', name: 'preferences' };
    yield { do: 'steer_leftover', text: 'and keep it short' };
    yield { do: 'usage', input: 20, output: 12 };
  },

  *title(c): Script {
    yield* say('A short answer with a late title.');
    yield {
      do: 'title',
      title: c.text('title', 'A title made later').replaceAll('_', ' '),
      afterMs: c.number('after', 2000),
    };
    yield { do: 'usage', input: 5, output: 6 };
  },
};

function first(result: StepResult): string {
  return list(result)[0] ?? 'deny';
}

function list(result: StepResult): string[] {
  return Array.isArray(result) ? result : [];
}
