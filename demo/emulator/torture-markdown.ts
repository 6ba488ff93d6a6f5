/** Text that breaks renderers: nested structures, scripts, direction, raw HTML, open fences. */

export const TORTURE_MARKDOWN = [
  '# Ein Titel — 題名 — כותרת\n\n',
  'Some *soft*, **loud**, ~~gone~~ words, `code with <tag> & "quotes"`, and a [link](https://example.invalid/x?a=1&b=2 "t").\n\n',
  '> quoted\n> > quoted again with `code`\n\n',
  '1. one\n   - inner one\n   - inner two\n     1. deeper\n2. two\n- [ ] to do\n- [x] done\n\n',
  '| left | middle | right |\n|:--|:-:|--:|\n| a | b | 1 |\n| `x \\| y` | **z** | 2,5 |\n\n',
  '```python\ndef hello(name: str) -> str:\n    return f"<b>{name}</b>" if name else "—"  # 你好 👋🏽\n```\n\n',
  '~~~\na fence of tildes\n```not one of these```\n~~~\n\n',
  'Maths $a^2 + b^2 = c^2$ and\n\n$$\n\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2}\n$$\n\n',
  'Joined: e\u0301 and é; 👩‍🚀, 👨‍👩‍👧‍👦, 🇩🇪🇧🇷, 👍🏿, 4️⃣.\n\n',
  'Right to left: שלום לכולם — أهلا بالجميع (with 42 and ABC in between).\n\n',
  'Invisible: a\u200bb\u200cc\u200dd, a\u00a0b, co\u00adoperate, line\u2028separator, \u202ereversed\u202c.\n\n',
  'Must stay text: <script>window.__broken=1</script><img src=x onerror="window.__broken=1"><iframe src="//example.invalid"></iframe>\n\n',
  '[bad](javascript:window.__broken=1) and https://example.invalid/weg?q=ü#teil.\n\n',
  '![far](https://example.invalid/pixel.png) ![near](data:image/gif;base64,R0lGODlhAQABAAAAACw=)\n\n',
  `A footnote[^1] and a word without a break: ${'Rindfleischetikettierung'.repeat(8)}\n\n[^1]: The note.\n\n`,
  '---\n\nAn open fence at the end:\n\n```js\nconst x = `still open ${1}`;\n',
].join('');
