/**
 * What GitHub's dialect adds to CommonMark, example by example: written by hand after its specification and its
 * documented behaviour (footnotes are in the documentation only). `html` is what the specification asks for.
 */
export interface Example {
  readonly section: string;
  readonly markdown: string;
  readonly html: string;
}

function table(head: string, rows: string): string {
  const body = rows === '' ? '' : `<tbody>${rows}</tbody>`;
  return `<table><thead><tr>${head}</tr></thead>${body}</table>`;
}

const tables: readonly Omit<Example, 'section'>[] = [
  {
    markdown: '| foo | bar |\n| --- | --- |\n| baz | bim |\n',
    html: table('<th>foo</th><th>bar</th>', '<tr><td>baz</td><td>bim</td></tr>'),
  },
  {
    markdown: '| abc | defghi |\n:-: | -----------:\nbar | baz\n',
    html: table(
      '<th align="center">abc</th><th align="right">defghi</th>',
      '<tr><td align="center">bar</td><td align="right">baz</td></tr>',
    ),
  },
  {
    markdown: '| f\\|oo  |\n| ------ |\n| b `\\|` az |\n| b **\\|** im |\n',
    html: table('<th>f|oo</th>', '<tr><td>b <code>|</code> az</td></tr><tr><td>b <strong>|</strong> im</td></tr>'),
  },
  {
    markdown: '| abc | def |\n| --- | --- |\n| bar | baz |\n> bar\n',
    html: `${table('<th>abc</th><th>def</th>', '<tr><td>bar</td><td>baz</td></tr>')}<blockquote><p>bar</p></blockquote>`,
  },
  {
    markdown: '| abc | def |\n| --- | --- |\n| bar | baz |\nbar\n\nbar\n',
    html: `${table('<th>abc</th><th>def</th>', '<tr><td>bar</td><td>baz</td></tr><tr><td>bar</td><td></td></tr>')}<p>bar</p>`,
  },
  { markdown: '| abc | def |\n| --- |\n| bar |\n', html: '<p>| abc | def |\n| --- |\n| bar |</p>' },
  {
    markdown: '| abc | def |\n| --- | --- |\n| bar |\n| bar | baz | boo |\n',
    html: table('<th>abc</th><th>def</th>', '<tr><td>bar</td><td></td></tr><tr><td>bar</td><td>baz</td></tr>'),
  },
  { markdown: '| abc | def |\n| --- | --- |\n', html: table('<th>abc</th><th>def</th>', '') },
  {
    markdown: 'a | b\n:-- | :-:\n*c* | [d](/e)\n',
    html: table(
      '<th align="left">a</th><th align="center">b</th>',
      '<tr><td align="left"><em>c</em></td><td align="center"><a href="/e">d</a></td></tr>',
    ),
  },
  {
    markdown: '- | a |\n  | - |\n  | b |\n',
    html: `<ul><li>${table('<th>a</th>', '<tr><td>b</td></tr>')}</li></ul>`,
  },
  {
    markdown: '> | a |\n> | - |\n> | b |\n',
    html: `<blockquote>${table('<th>a</th>', '<tr><td>b</td></tr>')}</blockquote>`,
  },
  {
    markdown: '| a |\n| - |\n| b |\n\n# after\n',
    html: `${table('<th>a</th>', '<tr><td>b</td></tr>')}<h1>after</h1>`,
  },
];

const box = (done: boolean): string => `<input type="checkbox" disabled${done ? ' checked' : ''}>`;

const tasks: readonly Omit<Example, 'section'>[] = [
  { markdown: '- [ ] foo\n- [x] bar\n', html: `<ul><li>${box(false)} foo</li><li>${box(true)} bar</li></ul>` },
  {
    markdown: '- [x] foo\n  - [ ] bar\n  - [x] baz\n- [ ] bim\n',
    html: `<ul><li>${box(true)} foo<ul><li>${box(false)} bar</li><li>${box(true)} baz</li></ul></li><li>${box(false)} bim</li></ul>`,
  },
  { markdown: '1. [X] foo\n2. [ ] bar\n', html: `<ol><li>${box(true)} foo</li><li>${box(false)} bar</li></ol>` },
  { markdown: '* [x]no\n* [] no\n', html: '<ul><li>[x]no</li><li>[] no</li></ul>' },
  { markdown: '[x] not in a list\n', html: '<p>[x] not in a list</p>' },
  {
    markdown: '- [ ] a\n\n- [x] b\n',
    html: `<ul><li><p>${box(false)} a</p></li><li><p>${box(true)} b</p></li></ul>`,
  },
  { markdown: '- [ ] *a* `b`\n', html: `<ul><li>${box(false)} <em>a</em> <code>b</code></li></ul>` },
];

const strikethrough: readonly Omit<Example, 'section'>[] = [
  { markdown: '~~Hi~~ Hello, ~there~ world!\n', html: '<p><del>Hi</del> Hello, <del>there</del> world!</p>' },
  { markdown: 'This ~~has a\n\nnew paragraph~~.\n', html: '<p>This ~~has a</p><p>new paragraph~~.</p>' },
  { markdown: 'This will ~~~not~~~ strike.\n', html: '<p>This will ~~~not~~~ strike.</p>' },
  { markdown: '**~~both~~** ~~*this*~~\n', html: '<p><strong><del>both</del></strong> <del><em>this</em></del></p>' },
  { markdown: '`~~code~~` \\~~not~~\n', html: '<p><code>~~code~~</code> ~~not~~</p>' },
  { markdown: '~~a [link](/u) b~~\n', html: '<p><del>a <a href="/u">link</a> b</del></p>' },
];

const autolinks: readonly Omit<Example, 'section'>[] = [
  { markdown: 'www.commonmark.org\n', html: '<p><a href="http://www.commonmark.org">www.commonmark.org</a></p>' },
  {
    markdown: 'Visit www.commonmark.org/help for more information.\n',
    html: '<p>Visit <a href="http://www.commonmark.org/help">www.commonmark.org/help</a> for more information.</p>',
  },
  {
    markdown: 'Visit www.commonmark.org.\n\nVisit www.commonmark.org/a.b.\n',
    html: '<p>Visit <a href="http://www.commonmark.org">www.commonmark.org</a>.</p><p>Visit <a href="http://www.commonmark.org/a.b">www.commonmark.org/a.b</a>.</p>',
  },
  {
    markdown: '(www.google.com/search?q=Markup+(business))\n',
    html: '<p>(<a href="http://www.google.com/search?q=Markup+(business)">www.google.com/search?q=Markup+(business)</a>)</p>',
  },
  {
    markdown: 'www.google.com/search?q=(business))+ok\n',
    html: '<p><a href="http://www.google.com/search?q=(business))+ok">www.google.com/search?q=(business))+ok</a></p>',
  },
  {
    markdown: 'www.commonmark.org/he<lp\n',
    html: '<p><a href="http://www.commonmark.org/he">www.commonmark.org/he</a>&lt;lp</p>',
  },
  {
    markdown: 'http://commonmark.org\n\n(Visit https://encrypted.google.com/search?q=Markup+(business))\n',
    html: '<p><a href="http://commonmark.org">http://commonmark.org</a></p><p>(Visit <a href="https://encrypted.google.com/search?q=Markup+(business)">https://encrypted.google.com/search?q=Markup+(business)</a>)</p>',
  },
  { markdown: 'foo@bar.baz\n', html: '<p><a href="mailto:foo@bar.baz">foo@bar.baz</a></p>' },
  {
    markdown: 'hello@mail+xyz.example isn’t valid, but hello+xyz@mail.example is.\n',
    html: '<p>hello@mail+xyz.example isn’t valid, but <a href="mailto:hello+xyz@mail.example">hello+xyz@mail.example</a> is.</p>',
  },
  {
    markdown: 'a.b-c_d@a.b\n\na.b-c_d@a.b.\n',
    html: '<p><a href="mailto:a.b-c_d@a.b">a.b-c_d@a.b</a></p><p><a href="mailto:a.b-c_d@a.b">a.b-c_d@a.b</a>.</p>',
  },
  {
    markdown: '**https://a.example/x** and *www.b.example*\n',
    html: '<p><strong><a href="https://a.example/x">https://a.example/x</a></strong> and <em><a href="http://www.b.example">www.b.example</a></em></p>',
  },
  { markdown: '`https://a.example`\n', html: '<p><code>https://a.example</code></p>' },
  {
    markdown: '[https://a.example](https://b.example)\n',
    html: '<p><a href="https://b.example">https://a.example</a></p>',
  },
];

const ref = (number: number): string => `<sup>${number}</sup>`;
const notes = (...items: readonly string[]): string =>
  `<section><ol>${items.map((item) => `<li>${item}</li>`).join('')}</ol></section>`;

const footnotes: readonly Omit<Example, 'section'>[] = [
  { markdown: 'A[^1].\n\n[^1]: note\n', html: `<p>A${ref(1)}.</p>${notes('<p>note</p>')}` },
  {
    markdown: 'A[^b] and B[^a].\n\n[^a]: one\n[^b]: two\n',
    html: `<p>A${ref(1)} and B${ref(2)}.</p>${notes('<p>two</p>', '<p>one</p>')}`,
  },
  {
    markdown: 'A[^1] and again[^1].\n\n[^1]: *note* with `code`\n',
    html: `<p>A${ref(1)} and again${ref(1)}.</p>${notes('<p><em>note</em> with <code>code</code></p>')}`,
  },
  { markdown: 'A[^nope].\n', html: '<p>A[^nope].</p>' },
  { markdown: 'A.\n\n[^1]: nobody asks\n', html: '<p>A.</p>' },
  {
    markdown: 'A[^1].\n\n[^1]: first\n\n    second\n\nafter\n',
    html: `<p>A${ref(1)}.</p><p>after</p>${notes('<p>first</p><p>second</p>')}`,
  },
  {
    markdown: 'A[^1].\n\n[^1]: lazy\ncontinued\n- list\n',
    html: `<p>A${ref(1)}.</p><ul><li>list</li></ul>${notes('<p>lazy\ncontinued</p>')}`,
  },
  {
    markdown: '[^x]: before\n\nA[^X].\n',
    html: `<p>A${ref(1)}.</p>${notes('<p>before</p>')}`,
  },
  {
    markdown: '- a[^1]\n\n> b[^2]\n\n| c[^3] |\n|---|\n\n[^1]: x\n[^2]: y\n[^3]: z\n',
    html: `<ul><li>a${ref(1)}</li></ul><blockquote><p>b${ref(2)}</p></blockquote>${table(`<th>c${ref(3)}</th>`, '')}${notes('<p>x</p>', '<p>y</p>', '<p>z</p>')}`,
  },
  {
    markdown: 'A[^1].\n\n[^1]:\n    ```\n    code\n    ```\n',
    html: `<p>A${ref(1)}.</p>${notes('<pre><code>code\n</code></pre>')}`,
  },
  { markdown: '`[^1]` \\[^1]\n\n[^1]: x\n', html: '<p><code>[^1]</code> [^1]</p>' },
];

export const gfm: readonly Example[] = [
  ...tables.map((example) => ({ section: 'Tables', ...example })),
  ...tasks.map((example) => ({ section: 'Task lists', ...example })),
  ...strikethrough.map((example) => ({ section: 'Strikethrough', ...example })),
  ...autolinks.map((example) => ({ section: 'Autolinks', ...example })),
  ...footnotes.map((example) => ({ section: 'Footnotes', ...example })),
];
