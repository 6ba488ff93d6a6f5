// Tables of strings: each language says all that English says, with the same facts in it. No page needed.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ar } from '../../components/labels/ar.js';
import { de } from '../../components/labels/de.js';
import { en } from '../../components/labels/en.js';
import { es } from '../../components/labels/es.js';
import { fr } from '../../components/labels/fr.js';
import { ja } from '../../components/labels/ja.js';
import type { Terms } from '../../components/labels/terms.js';
import { zh } from '../../components/labels/zh.js';

type Phrase = string | ((...args: unknown[]) => string);

const TABLES: readonly Terms[] = [ar, de, en, es, fr, ja, zh];
const OTHERS = TABLES.filter((table) => table !== en);

/** Every phrase by its path; what is a function of an error is called with facts. */
function phrases(table: object, at = ''): Map<string, Phrase> {
  const found = new Map<string, Phrase>();
  for (const [name, value] of Object.entries(table)) {
    const path = at === '' ? name : `${at}.${name}`;
    if (typeof value === 'object') for (const [inner, phrase] of phrases(value, path)) found.set(inner, phrase);
    else found.set(path, value as Phrase);
  }
  return found;
}

/** What a phrase is called with: its own arguments are told apart by their values. */
const texts = ['ALPHA', 'BRAVO', 'CHARLIE'];
const COUNTS = [0, 1, 2, 3, 11, 100];
const isError = (path: string): boolean => path.startsWith('error.');

/** The phrase said with words, and with every number: counts are not told from words by their functions. */
function said(path: string, phrase: Phrase): string[] {
  if (typeof phrase === 'string') return [phrase];
  if (isError(path)) return [phrase({ detail: 'ALPHA', hint: null }), phrase({ detail: 'ALPHA', hint: 'BRAVO' })];
  return [texts, ...COUNTS.map((count) => [count, count + 7, count + 19])].map((args) => say(phrase, ...args));
}

const say = (phrase: Phrase, ...args: unknown[]): string =>
  typeof phrase === 'string' ? phrase : String(phrase(...args));
const inserted = (text: string): string[] => texts.filter((each) => text.includes(each));

// Words which are the same in both, and names.
const SAME: Readonly<Record<string, readonly string[]>> = {
  de: [
    'agent',
    'details',
    'inspector.cursor',
    'inspector.leases',
    'inspector.phase',
    'inspector.status',
    'inspector.tab',
    'markdown.code',
    'mediaKind.video',
  ],
  es: ['inspector.cursor', 'inspector.error', 'inspector.name', 'tokenCount', 'tokensPerSecond'],
  fr: [
    'agent',
    'arguments',
    'conversation',
    'inspector.phase',
    'inspector.session',
    'inspector.sessions',
    'markdown.code',
    'markdown.image',
    'mediaKind.image',
    'message',
    'note',
    'question',
    'session',
    'sessions',
  ],
  ja: [],
  zh: [],
  ar: [],
};
/** Names and numbers around which no word stands, in any language. */
const WORDLESS = new Set(['activityTool', 'phase.unknown', 'link.live', 'fileChange.changed', '$dir']);

for (const table of TABLES) {
  const own = phrases(table);
  const english = phrases(en);

  describe(`${table.$code}, ${table.$name}`, () => {
    it('has the shape of English', () => {
      assert.deepEqual([...own.keys()].sort(), [...english.keys()].sort());
      for (const [path, phrase] of own) assert.equal(typeof phrase, typeof english.get(path), path);
    });

    it('says something wherever English does, plainly', () => {
      for (const [path, phrase] of own) {
        const silent = typeof phrase === 'string' && english.get(path) === '';
        for (const text of said(path, phrase)) {
          if (!silent) assert.notEqual(text.trim(), '', path);
          assert.doesNotMatch(text, /[!¡!]/u, `${path}: no exclamation marks`);
          assert.doesNotMatch(text, /undefined|NaN|\[object|null/, path);
          assert.equal(text, text.trim(), `${path}: no space around it`);
          assert.doesNotMatch(text, / {2}/, path);
        }
      }
    });

    it('puts in all the facts that English puts in', () => {
      for (const [path, phrase] of own) {
        const original = english.get(path)!;
        if (isError(path)) {
          assert.ok(say(phrase, { detail: '', hint: 'BRAVO' }).includes('BRAVO'), path);
          assert.notEqual(say(phrase, { detail: '', hint: null }), '', path);
          continue;
        }
        assert.deepEqual(inserted(say(phrase, ...texts)), inserted(say(original, ...texts)), path);
      }
    });

    it('counts: a number stands in the sentence, or a word for it', () => {
      for (const [path, phrase] of own) {
        if (typeof phrase === 'string' || isError(path)) continue;
        for (const count of [3, 11, 100]) {
          const digits = (text: string) => (text.match(/\d+/g) ?? []).sort().join(' ');
          const args = [count, count + 7, count + 19];
          assert.equal(digits(say(phrase, ...args)), digits(say(english.get(path)!, ...args)), `${path} of ${count}`);
        }
      }
    });
  });
}

for (const table of OTHERS) {
  describe(`${table.$code}: what is said`, () => {
    it('is not English, but for what is the same word', () => {
      const own = phrases(table);
      const left = [...phrases(en)]
        .filter(([path, phrase]) => say(phrase, ...texts) === say(own.get(path)!, ...texts) && !WORDLESS.has(path))
        .filter(([path, phrase]) => !isError(path) && /\p{L}/u.test(say(phrase, ...texts).replace(/ALPHA|BRAVO/g, '')))
        .map(([path]) => path);
      assert.deepEqual(left.sort(), [...SAME[table.$code]!].sort());
    });

    it('says of every error something else than English, and than of the others', () => {
      const sentences = Object.values(table.error).map((say) => say({ detail: '', hint: null }));
      assert.equal(new Set(sentences).size, sentences.length);
      const english = new Set(Object.values(en.error).map((say) => say({ detail: '', hint: null })));
      assert.deepEqual(
        sentences.filter((sentence) => english.has(sentence)),
        [],
      );
    });

    it('keeps apart the choices of a request, and what became of them', () => {
      const choices = [table.allowOnce, table.allowSession, table.allowAlways, table.deny];
      assert.equal(new Set(choices).size, choices.length);
      for (const each of [table.chosen, table.requestState, table.status, table.outbox, table.toolStatus]) {
        assert.equal(new Set(Object.values(each)).size, Object.keys(each).length, JSON.stringify(each));
      }
    });
  });
}

/** Of these the arguments are numbers by their type. */
const COUNTED = new Set([
  'newMessages',
  'findCount',
  'findSearched',
  'toolsUsed',
  'lines',
  'toolsFailed',
  'linesAdded',
  'linesRemoved',
  'items',
  'fields',
  'workers',
  'todosDone',
  'childSessions',
  'needYou',
  'runningCount',
  'sessionsFound',
  'position',
  'moreWaiting',
  'imageCount',
  'inspector.connectionsOf',
  'inspector.liveFacts',
  'inspector.transcriptFacts',
  'inspector.waiting',
  'inspector.leasesOf',
  'inspector.fruitless',
  'announceApproval',
  'announceQuestion',
  'answerAll',
  'answerAllTitle',
  'answerAllLater',
  'allowAllOnce',
  'denyAll',
  'answerAllStopped',
]);

describe('Arabic', () => {
  it('isolates all that is inserted from other tongues, by pairs', () => {
    for (const [path, phrase] of phrases(ar)) {
      if (typeof phrase === 'string') continue;
      const text = isError(path) ? phrase({ detail: '', hint: 'ALPHA' }) : phrase(...texts);
      if (!COUNTED.has(path)) {
        for (const each of inserted(text)) assert.ok(text.includes(`\u2068${each}\u2069`), `${path}: ${text}`);
      }
      assert.equal(text.split('\u2068').length, text.split('\u2069').length, path);
    }
    assert.match(ar.announceApproval('build', 'terminal', 3), /\u2068build\u2069.*\u2068terminal\u2069/u);
    assert.ok(ar.rowMenu('build').includes('\u2068build\u2069'));
  });

  it('has a form of its own for each kind of number', () => {
    assert.deepEqual(
      COUNTS.map((count) => ar.toolsUsed(count)),
      ['0 أداة', 'أداة واحدة', 'أداتان', '3 أدوات', '11 أداة', '100 أداة'],
    );
    assert.deepEqual(
      COUNTS.map((count) => ar.lines(count)),
      ['0 سطر', 'سطر واحد', 'سطران', '3 أسطر', '11 سطرًا', '100 سطر'],
    );
  });
});

describe('French and Spanish', () => {
  it('count one by their own rules: none is one in French', () => {
    assert.deepEqual([fr.toolsUsed(0), fr.toolsUsed(1), fr.toolsUsed(2)], ['0 outil', '1 outil', '2 outils']);
    assert.deepEqual(
      [es.toolsUsed(0), es.toolsUsed(1), es.toolsUsed(2)],
      ['0 herramientas', '1 herramienta', '2 herramientas'],
    );
  });
});
