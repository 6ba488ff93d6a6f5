/** Colours in a command a person is asked about: over the text, never in it, and none where they could mislead. */
import '../../components/define/hermes-approval.js';
import { expect, fixture, html } from '@open-wc/testing';
import { highlightPack } from '../../components/packs/defaults.js';
import { markdownPacks, type HighlightPack } from '../../components/packs/registry.js';
import type { HermesApproval } from '../../components/hermes-approval.js';
import { until } from '../support/until.js';
import { emulateMedia } from '../support/media.js';
import { approval, fakeRegistry, fakeSession, openRequests } from './support/fake-session.js';

describe('the colours of a command', () => {
  let element: HermesApproval;
  let painted: string[];

  async function asked(...commands: readonly string[]): Promise<void> {
    const session = fakeSession('a');
    const registry = fakeRegistry(session);
    const requests = commands.map((command) => {
      const made = approval('a');
      return { ...made, approval: { ...made.approval, command } };
    });
    openRequests(registry, session, ...requests);
    element = await fixture(html`<hermes-approval session-id="a" .registry=${registry}></hermes-approval>`);
    await until('the cards are drawn', () => blocks().length === commands.length);
  }

  const blocks = (): readonly HTMLElement[] =>
    [...element.shadowRoot!.querySelectorAll('[part~="card"]')].flatMap((card) => [
      ...card.shadowRoot!.querySelectorAll<HTMLElement>('[part="command"]'),
    ]);

  /** What is coloured in the cards, with its kind. */
  const coloured = (): readonly string[] => {
    const mine = blocks();
    return [...CSS.highlights].flatMap(([kind, ranges]) =>
      [...ranges]
        .filter(({ startContainer }) => mine.some((block) => block.contains(startContainer)))
        .map(({ startContainer, startOffset, endOffset }) => {
          return `${kind} ${startContainer.textContent!.slice(startOffset, endOffset)}`;
        }),
    );
  };

  beforeEach(() => {
    painted = [];
    markdownPacks.use('highlight', async () => {
      const pack: HighlightPack = await highlightPack();
      return {
        knows: (language) => pack.knows(language),
        paint: (code, text, language) => (painted.push(text), pack.paint(code, text, language)),
      };
    });
  });

  afterEach(() => markdownPacks.use('highlight', null));

  it('are those of a shell, and the text stays as it is', async () => {
    const command = 'if true; then echo "two  spaces"; fi # and\n\tthis';
    await asked(command);
    await until('it is coloured', () => coloured().length > 0);
    expect(coloured()).to.include.members(['hermes-string "two  spaces"', 'hermes-comment # and', 'hermes-keyword if']);
    expect(blocks()[0]!.textContent).to.equal(command);
    expect(blocks()[0]!.children.length).to.equal(0);
  });

  it('go with the card, and stand where they belong when it was moved', async () => {
    await asked('echo "one"');
    await until('it is coloured', () => coloured().length > 0);
    const before = coloured();
    const { parentNode } = element;
    element.remove();
    expect(coloured()).to.deep.equal([]);
    parentNode!.append(element);
    await until('it is coloured again', () => coloured().length > 0);
    expect(coloured()).to.deep.equal(before);
  });

  it('are not there in forced colours, where they would look like a selection', async () => {
    await asked('echo "one"');
    await until('it is coloured', () => coloured().length > 0);
    try {
      await emulateMedia({ forcedColors: 'active' });
      await until('nothing is', () => coloured().length === 0);
    } finally {
      await emulateMedia({ forcedColors: 'none' });
    }
    await until('it is coloured again', () => coloured().length > 0);
  });

  it('are not there where something hides in the text, nor in one so long that it is shown in part', async () => {
    await asked('echo "a\u202Eb"', 'curl "ex\u0430mple.com"', `echo "${'x'.repeat(9000)}"`, 'echo "plain"');
    await until('the plain one is coloured', () => coloured().length > 0);
    expect(painted).to.deep.equal(['echo "plain"']);
  });

  it('are given up where they fail, and the command is there', async () => {
    markdownPacks.use('highlight', () => ({
      knows: () => true,
      paint: () => {
        throw new Error('no');
      },
    }));
    await asked('echo "one"');
    expect(blocks()[0]!.textContent).to.equal('echo "one"');
  });
});
