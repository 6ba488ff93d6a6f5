// What tools gave back, as data to draw: terminal looks, changes, trees, pictures. No page needed.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { changeCounts } from '../../components/tool-text.js';
import { hasAnsi, withoutAnsi } from '../../components/tools/ansi-text.js';
import { ansiRuns } from '../../components/tools/ansi.js';
import { diffFiles } from '../../components/tools/diff-model.js';
import { firstOpen, jsonNodes, PAGE, tableOf } from '../../components/tools/json-nodes.js';
import { toolTarget } from '../../components/tool-text.js';
import { imagesIn, loadsByItself, withoutInlineImages } from '../../components/tools/result-images.js';
import { pieces } from '../../components/tools/text-chunks.js';
import { editOf, goalsOf, resultView } from '../../components/tools/tool-views.js';
import { rawText } from '../../components/turn/raw-data.js';
import type { ToolCall } from '../../runtime/index.js';

const E = '\u001b';
const looks = (text: string) => ansiRuns(text).map((run) => [run.text, run.look]);
const call = (name: string, args: Record<string, unknown>): ToolCall => ({
  id: 't',
  name,
  preview: null,
  args,
  result: null,
  status: 'done',
  durationMs: null,
});

describe('terminal output', () => {
  for (const [what, text, expected] of [
    ['nothing', 'plain', [['plain', '']]],
    [
      'a colour and its end',
      `${E}[31mred${E}[0m off`,
      [
        ['red', 'fg-red'],
        [' off', ''],
      ],
    ],
    [
      'an empty code, which ends',
      `${E}[1mb${E}[mn`,
      [
        ['b', 'bold'],
        ['n', ''],
      ],
    ],
    ['several at once', `${E}[1;4;32;41mx`, [['x', 'bold underline fg-green bg-red']]],
    ['bright', `${E}[92mx`, [['x', 'fg-green bright']]],
    [
      'one of 256',
      `${E}[38;5;196mx${E}[39my`,
      [
        ['x', 'fg-red bright'],
        ['y', ''],
      ],
    ],
    ['a grey of 256', `${E}[38;5;240mx`, [['x', 'fg-black bright']]],
    ['one of 16 million', `${E}[38;2;10;200;20mx`, [['x', 'fg-green']]],
    ['the same with colons', `${E}[38:2:10:200:20mx`, [['x', 'fg-green']]],
    [
      'a background',
      `${E}[48;5;21mx${E}[49my`,
      [
        ['x', 'bg-blue'],
        ['y', ''],
      ],
    ],
    [
      'inverse of a colour',
      `${E}[31;7mx${E}[27my`,
      [
        ['x', 'bg-red'],
        ['y', 'fg-red'],
      ],
    ],
    [
      'bold set twice and ended once',
      `${E}[1mx${E}[1my${E}[22mz`,
      [
        ['xy', 'bold'],
        ['z', ''],
      ],
    ],
    ['a look that outlasts the cursor', `${E}[31mx${E}[2Ky`, [['xy', 'fg-red']]],
    ['inverse of nothing', `${E}[7mx`, [['x', 'inverse']]],
    [
      'neither bold nor dim',
      `${E}[1;2mx${E}[22my`,
      [
        ['x', 'bold dim'],
        ['y', ''],
      ],
    ],
    ['the cursor, which is not ours', `a${E}[2K${E}[1;1Hb${E}[?25l`, [['ab', '']]],
    ['a title', `${E}]0;evil${'\u0007'}a`, [['a', '']]],
    ['a link', `${E}]8;;https://x.test${E}\\a${E}]8;;${E}\\b`, [['ab', '']]],
    ['a character set', `${E}(Ba`, [['a', '']]],
    ['an end in the middle of a sequence', `a${E}[3`, [['a', '']]],
    ['a line written over', 'a 10%\ra 99%\ndone', [['a 99%\ndone', '']]],
    ['lines of another system', 'a\r\nb\r\n', [['a\nb\n', '']]],
    ['a line written over by nothing', 'kept\r\nb', [['kept\nb', '']]],
    ['overstruck letters', 'b\bbo\bo', [['bo', '']]],
    ['a code nobody knows', `${E}[999mx`, [['x', '']]],
  ] as const)
    it(what, () => assert.deepEqual(looks(text), expected));

  it('never loses a letter and never lets an escape through, whatever comes', () => {
    const part = fc.oneof(
      fc.string({ maxLength: 6 }).map((text) => text.replace(/[\r\b]/g, '')),
      fc.constantFrom(`${E}[31m`, `${E}[0m`, `${E}[38;5;300m`, `${E}[48;2;1`, `${E}[m`),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const runs = ansiRuns(parts.join(''));
        for (const run of runs) assert.match(run.look, /^[a-z -]*$/);
        assert.ok(!runs.some((run) => run.text.includes(E)));
      }),
    );
  });

  it('reads a megabyte in a moment', () => {
    const text = `${E}[32mok${E}[0m some words of a line\n`.repeat(30_000);
    const before = performance.now();
    ansiRuns(text);
    assert.ok(performance.now() - before < 2_000);
    assert.ok(hasAnsi(text));
    assert.equal(withoutAnsi(`${E}[1mx${E}[0m`), 'x');
  });
});

describe('changes', () => {
  const unified = `diff --git a/src/a.ts b/src/a.ts
--- a/src/a.ts
+++ b/src/a.ts
@@ -3,3 +3,3 @@ export
 const one = 1;
-const total = price * count;
+const total = price * amount;
 done();
--- /dev/null
+++ b/new.ts
@@ -0,0 +1,1 @@
+hello
\\ No newline at end of file
`;

  it('a unified diff, file by file, with the numbers of its lines and the words that differ', () => {
    const [first, second] = diffFiles({ form: 'patch', text: unified });
    assert.deepEqual([first?.path, first?.change, first?.added, first?.removed], ['src/a.ts', 'changed', 1, 1]);
    const lines = first!.hunks[0]!.lines;
    assert.deepEqual(
      lines.map((line) => [line.kind, line.oldNumber, line.newNumber]),
      [
        ['same', 3, 3],
        ['removed', 4, null],
        ['added', null, 4],
        ['same', 5, 5],
      ],
    );
    assert.deepEqual(
      lines[1]!.marks?.filter((mark) => mark.changed).map((mark) => mark.text),
      ['count'],
    );
    assert.deepEqual(
      lines[2]!.marks?.filter((mark) => mark.changed).map((mark) => mark.text),
      ['amount'],
    );
    assert.deepEqual([second?.path, second?.change, second?.hunks[0]?.lines[0]?.noNewline], ['new.ts', 'added', true]);
  });

  it('one text in place of another, whose numbers nobody knows', () => {
    const [file] = diffFiles({ form: 'replace', path: 'a', before: 'x\nold\ny', after: 'x\nnew\ny' });
    assert.deepEqual(
      file!.hunks[0]!.lines.map((line) => [line.kind, line.text, line.newNumber]),
      [
        ['same', 'x', null],
        ['removed', 'old', null],
        ['added', 'new', null],
        ['same', 'y', null],
      ],
    );
  });

  it('a file written anew', () => {
    const [file] = diffFiles({ form: 'write', path: 'a', content: 'one\ntwo\n' });
    assert.deepEqual([file?.change, file?.added, file?.hunks[0]?.lines[1]?.newNumber], ['added', 2, 2]);
  });

  it('the form agents are given', () => {
    const text = `*** Begin Patch
*** Update File: a.ts
@@ function one() {
 keep
-old
+new
*** Delete File: b.ts
*** Update File: c.ts
*** Move to: d.ts
@@
+x
*** End Patch`;
    assert.deepEqual(
      diffFiles({ form: 'patch', text }).map((file) => [file.path, file.from, file.change, file.added, file.removed]),
      [
        ['a.ts', null, 'changed', 1, 1],
        ['b.ts', null, 'deleted', 0, 0],
        ['d.ts', 'c.ts', 'renamed', 1, 0],
      ],
    );
  });

  it('what is no diff is not taken for one', () => {
    assert.throws(() => diffFiles({ form: 'patch', text: 'nothing of the kind' }));
    assert.equal(resultView('--- a heading\nand text').view, 'text');
    assert.equal(resultView(unified).view, 'diff');
  });

  it('marks join to the line they are of, and every line is there once', () => {
    const line = fc.constantFrom('a b c', 'a b d', 'x', '', '  a  b');
    const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const [file] = diffFiles({ form: 'replace', path: 'p', before, after });
        const lines = file!.hunks.flatMap((hunk) => hunk.lines);
        for (const { text: whole, marks } of lines)
          if (marks !== null) assert.equal(marks.map((mark) => mark.text).join(''), whole);
      }),
    );
  });

  it('are found in the arguments of tools, and counted without comparing', () => {
    const patch = editOf(call('patch', { mode: 'patch', patch: unified }))!;
    assert.deepEqual([patch.args, changeCounts(patch.source)], [['patch'], { added: 2, removed: 1 }]);
    const replace = editOf(call('edit_file', { path: 'a', old_string: 'a\nb\nc', new_string: 'a\nc' }))!;
    assert.deepEqual(changeCounts(replace.source), { added: 0, removed: 1 });
    const write = editOf(call('write_file', { path: 'a', content: '1\n2\n' }))!;
    assert.deepEqual([write.source.form, changeCounts(write.source)], ['write', { added: 2, removed: 0 }]);
    for (const other of [
      call('memory', { content: 'no file' }),
      call('patch', { patch: 'no diff' }),
      call('edit_file', { old_string: 7, new_string: null }),
      call('edit_file', { old_string: 'x'.repeat(300_000), new_string: 'y' }),
    ])
      assert.equal(editOf(other), null);
  });
});

describe('data', () => {
  it('is a tree of what is open', () => {
    const value = { a: 1, b: { c: [1, 2], 'd/e': null } };
    const names = (open: string[]) => jsonNodes(value, new Set(open), new Map()).map((node) => node.path);
    assert.deepEqual(names([]), ['/a', '/b']);
    assert.deepEqual(names(['/b']), ['/a', '/b', '/b/c', '/b/d~1e']);
    assert.deepEqual(names(['/b', '/b/c']), ['/a', '/b', '/b/c', '/b/c/0', '/b/c/1', '/b/d~1e']);
  });

  it('opens as far as it stays short', () => {
    assert.deepEqual([...firstOpen({ a: { b: { c: 1 } } })], ['/a', '/a/b']);
    assert.equal(firstOpen({ a: Array.from({ length: 200 }, () => 1) }).size, 0);
  });

  it('comes by pages, however much there is', () => {
    const many = Array.from({ length: 250 }, (_, at) => at);
    const nodes = jsonNodes(many, new Set(), new Map());
    assert.deepEqual([nodes.length, nodes.at(-1)?.name, nodes.at(-1)?.value], [PAGE + 1, null, 150]);
    assert.equal(jsonNodes(many, new Set(), new Map([['', 3]])).length, 250);
  });

  it('names that are paths or prototypes are names', () => {
    const value = JSON.parse(
      '{"__proto__": {"x": 1}, "constructor": 2, "a/b": {"c": 1}, "a": {"b": {"c": 1}}}',
    ) as object;
    const nodes = jsonNodes(value, new Set(['/__proto__', '/a~1b']), new Map());
    assert.deepEqual(
      nodes.map((node) => node.path),
      ['/__proto__', '/__proto__/x', '/constructor', '/a~1b', '/a~1b/c', '/a'],
    );
  });

  it('a list of alike, flat objects is a table', () => {
    assert.deepEqual(tableOf([{ a: 1 }, { a: 2, b: 'x' }])?.columns, ['a', 'b']);
    for (const other of [[{ a: 1 }], [1, 2], [{ a: {} }, { a: {} }], { a: 1 }, [{}, {}], null])
      assert.equal(tableOf(other), null);
  });

  it('is told from text that only looks like it', () => {
    for (const text of ['[INFO] started', '{ not json', '"text"', '12']) assert.equal(resultView(text).view, 'text');
    assert.equal(resultView('[1, 2]').view, 'json');
    assert.equal(resultView(`${E}[31m{"a":1}`).view, 'terminal');
  });
});

describe('subagents', () => {
  it('are asked one thing or several', () => {
    assert.deepEqual(goalsOf(call('delegate_task', { goal: 'One' })), ['One']);
    assert.deepEqual(goalsOf(call('delegate_task', { tasks: [{ goal: 'A' }, 'B', 7] })), ['A', 'B']);
    assert.deepEqual(goalsOf(call('delegate_task', { tasks: '[{"goal":"A"}]' })), ['A']);
    assert.deepEqual(goalsOf(call('terminal', { command: 'x' })), []);
  });
});

describe('what a tool works on', () => {
  it('is the first file of a patch that names its files itself', () => {
    const patch = '*** Begin Patch\n*** Update File: src/a.ts\n-a\n+b\n*** Add File: src/b.ts\n+c\n*** End Patch';
    assert.equal(toolTarget(call('patch', { mode: 'patch', patch })), 'src/a.ts');
    assert.equal(
      toolTarget(call('apply', { diff: '--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-a\n+b' })),
      'src/a.ts',
    );
    assert.equal(toolTarget(call('patch', { mode: 'patch', patch: 'no file' })), 'patch');
  });
});

describe('pictures', () => {
  const inline = 'data:image/png;base64,iVBORw0KGgo=';

  it('are found in the text, and no document that only calls itself one', () => {
    const result = JSON.stringify({
      image: 'https://cdn.test/made?id=1',
      text: `${inline} https://x.test/a.png?b=1 http://page.test/shot.webp`,
      bad: 'data:image/svg+xml;base64,PHN2Zz4= javascript:alert(1).png https://x.test/a.svg',
    });
    assert.deepEqual(
      imagesIn(result, 'http://page.test').map((image) => [image.src, image.name, image.from]),
      [
        [inline, 'PNG', ''],
        ['https://cdn.test/made?id=1', 'made', 'cdn.test'],
        ['https://x.test/a.png?b=1', 'a.png', 'x.test'],
        ['http://page.test/shot.webp', 'shot.webp', 'page.test'],
      ],
    );
    assert.ok(!withoutInlineImages(result).includes('iVBOR'));
    const byItself = (['none', 'click', 'same-origin', 'all'] as const).map(
      (policy) => imagesIn(result, 'http://page.test').filter((image) => loadsByItself(image, policy)).length,
    );
    assert.deepEqual(byItself, [1, 1, 2, 4]);
  });

  it('on the server are found where the server hands out files, and nowhere else', () => {
    const result = 'Saved. MEDIA:/w/shots/a.png, MEDIA:/w/b.txt xMEDIA:/w/c.png MEDIA:https://x.test/d.png MEDIA:e.png';
    const onServer = (path: string) => `http://page.test/media?path=${encodeURIComponent(path)}`;
    assert.deepEqual(
      imagesIn(result, 'http://page.test', onServer).map((image) => [image.src, image.name, image.sameOrigin]),
      [
        ['https://x.test/d.png', 'd.png', false],
        ['http://page.test/media?path=%2Fw%2Fshots%2Fa.png', 'a.png', true],
      ],
    );
    assert.deepEqual(imagesIn('MEDIA:/w/a.png', 'http://page.test'), []);
  });
});

describe('long text', () => {
  it('in pieces is the same text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('line\n', 'no end ', '😀', 'x'),
        fc.integer({ min: 0, max: 9_000 }),
        (unit, count) => {
          const text = unit.repeat(count);
          const parts = pieces(text);
          assert.equal(parts.join(''), text);
          assert.ok(parts.every((part) => part !== '' && part.length <= 10_001 && !/^[\udc00-\udfff]/.test(part)));
        },
      ),
    );
  });

  it('anything at all has a text to look at', () => {
    const circle: Record<string, unknown> = { n: 1n, f: () => 1 };
    circle['self'] = circle;
    assert.match(rawText(circle), /again/);
    const hostile = {
      get x(): never {
        throw new Error('no');
      },
    };
    for (const value of [hostile, undefined, null, Symbol('s'), Object.create(null) as object])
      assert.equal(typeof rawText(value), 'string');
    assert.ok(rawText('x'.repeat(1e6)).length < 21_000);
  });
});
