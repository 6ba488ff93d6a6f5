import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { visibleRuns, visibleText } from '../../components/approval/visible-text.js';

describe('visible text of commands', () => {
  const cases: [string, string, string][] = [
    ['leaves an ordinary command alone', 'git commit -m "a\tb"\n&& ls', 'git commit -m "a\tb"\n&& ls'],
    [
      'leaves text in other scripts alone',
      'echo "Привет, мир" "مرحبا" "日本語"',
      'echo "Привет, мир" "مرحبا" "日本語"',
    ],
    ['names direction overrides and isolates', 'a\u202Eb\u2066c\u2069', 'a‹U+202E›b‹U+2066›c‹U+2069›'],
    ['names what has no width', 'rm\u200B -rf\u2060 \uFEFFx\u00AD', 'rm‹U+200B› -rf‹U+2060› ‹U+FEFF›x‹U+00AD›'],
    [
      'names controls, carriage return and escape among them',
      'a\rb\u001B[2K\u0007\u0000',
      'a‹U+000D›b‹U+001B›[2K‹U+0007›‹U+0000›',
    ],
    ['names spaces that are not a space', 'rm\u00A0-rf\u3000x', 'rm‹U+00A0›-rf‹U+3000›x'],
    ['names tag characters and blank letters', 'a\u{E0041}\u3164', 'a‹U+E0041›‹U+3164›'],
    ['names a lone surrogate', 'a\uD800b', 'a‹U+D800›b'],
    ['names a letter of another script inside a Latin word', 'p\u0430ypal', 'p\u0430‹U+0430›ypal'],
    [
      'names a word of letters that all pass for Latin',
      '\u0441\u043E\u0440\u0443',
      '\u0441‹U+0441›\u043E‹U+043E›\u0440‹U+0440›\u0443‹U+0443›',
    ],
    ['names signs that pass for a slash or a dot', 'a\u2215b\u2024com', 'a\u2215‹U+2215›b\u2024‹U+2024›com'],
    ['names mathematical letters', '\u{1D42B}m', '\u{1D42B}‹U+1D42B›m'],
    ['names full-width letters', '\uFF52\uFF4D -rf', '\uFF52‹U+FF52›\uFF4D‹U+FF4D› -rf'],
  ];
  for (const [name, input, output] of cases) {
    it(name, () => {
      expect(visibleText(input)).to.equal(output);
    });
  }

  it('loses and invents nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const back = visibleRuns(text)
          .map((run) =>
            run.kind === 'hidden' ? String.fromCodePoint(Number.parseInt(run.text.slice(2), 16)) : run.text,
          )
          .join('');
        expect(back).to.equal(text);
      }),
    );
  });
});
