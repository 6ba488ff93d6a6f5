/** Texts that markdown tests share: one of each construct, and hostile ones. */
export const documents: readonly string[] = [
  `# Title

Intro with **bold**, *em*, ~~gone~~, \`code\` and a [link](https://a.example/c_d "t") here.
Second line with https://bare.example/path_x and a@b.example.
- one
- two **b**
  - nested

    para
- [ ] task
- [x] done

1. a
2. b

> quote
lazy
> more

| a | b |
|---|:-:|
| 1 | **2** |

\`\`\`js
const a = 1;

**not bold**
\`\`\`

---

Setext
===

    indented

    more

<div>
raw <b>html</b>
</div>

![alt text](https://images.example/x.png)

The end&amp;more &#60;b&#62; &copy;.
`,
  'Before the definition: [ref] and [other][ref].\n\n- a\n\n- b\n- c\n\n[ref]: https://later.example\n\nAfter: [ref].\n',
  '3. three\n4. four\n\n   with a paragraph\n\n   ```py\n   print(1)\n   ```\n5. five\n\n> - quoted\n>   1. list\n>\n> ```\n> code\n> ```\n\nend  \nbreak\\\nagain',
  '~~~~ text\n~~~\nstill code\n~~~~\nafter the fence\n## heading right after\ntext\n***\ntext\n***bold italic***\n\n```\nnever closed\n',
  'Windows\r\nline ends\r\n\r\n* a\r\n* b\r\rold mac\rends\r\n',
  'مرحبا **بالعالم** `code`\n\n- واحد\n- اثنان\n\n日本語のテキスト。**太字**です。\n\n👩‍👩‍👧 \u202Eevil\u202C \u0000 nul \uD83D lone \uDE00',
  'a | b\n-|-\n1 | 2 | 3\n\n| only | pipes |\n\nNot a table | at all\n\n|x|\n|-|\n|`a|b`|\n',
];

export const hostile: readonly string[] = [
  '[a](javascript:alert(1))',
  '[a](JaVaScRiPt:alert(1))',
  '[a](<javascript:alert(1)>)',
  '[a](&#106;avascript:alert(1))',
  '[a](&#x6A&#x61;vascript:alert(1))',
  '[a](java&Tab;script:alert(1))',
  '[a](java&NewLine;script:alert(1))',
  '[a](javascript&colon;alert(1))',
  '[a](javascript&#58;alert(1))',
  '[a](javascript%3Aalert(1))',
  '[a](\\javascript:alert(1))',
  '[a](java\\script:alert(1))',
  '[a](\u0001javascript:alert(1))',
  '[a](java\u200bscript:alert(1))',
  '[a](java\u00adscript:alert(1))',
  '[a](\u00a0javascript:alert(1))',
  '[a](<java\tscript:alert(1)>)',
  '[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[a](vbscript:msgbox(1))',
  '[a](blob:https://x.example/1)',
  '[a](file:///etc/passwd)',
  '[a](view-source:javascript:alert(1))',
  '[a](feed:javascript:alert(1))',
  '[a](https:javascript:alert(1))',
  '![a](javascript:alert(1))',
  '![a](data:image/svg+xml,<svg/onload=alert(1)>)',
  '![a](x" onerror="alert(1))',
  '[![a](javascript:alert(1))](javascript:alert(2))',
  '[![a](https://i.example/x.png)](https://l.example)',
  '<javascript:alert(1)>',
  '<data:text/html,x>',
  '[a]\n\n[a]: javascript:alert(1)',
  '[a][b]\n\n[b]: <data:text/html,x> "t"',
  '[__proto__]\n\n[__proto__]: https://p.example',
  '[constructor] [toString][] [x][hasOwnProperty]',
  '[a](https://x.example "\\" onmouseover=alert(1) x=\\"")',
  "[a](https://x.example' onclick='alert(1))",
  '<script>alert(1)</script>',
  '<ScRiPt src=//x.example></sCrIpT>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><a xlink:href="javascript:alert(1)">x</a></svg>',
  '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<a href="javascript:alert(1)">x</a>',
  'text <b onclick="alert(1)">bold</b> text',
  '<style>*{display:none}</style>',
  '<base href="https://x.example">',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '<details open ontoggle=alert(1)>\n\n**x**\n\n</details>',
  '```html" onload="alert(1)\n<script>alert(1)</script>\n```',
  '```<img src=x onerror=alert(1)>\nx\n```',
  '`<img src=x onerror=alert(1)>`',
  '| <img src=x onerror=alert(1)> | [a](javascript:x) |\n|---|---|\n| <script> | `</td>` |',
  '- [x] <input autofocus onfocus=alert(1)>\n- <form action="javascript:alert(1)"><button>x',
  '> <object data="javascript:alert(1)">',
  '# <marquee onstart=alert(1)>',
  '&lt;img src=x onerror=alert(1)&gt; &#60;script&#62;alert(1)&#60;/script&#62;',
  '${alert(1)} <!--?lit$123$--> {{constructor}} ?lit$ <?lit$1$>',
  'mailto:a@b.example?subject=<script> www.x.example/"onclick=alert(1)',
];
