/** The board: one card per scenario, with a stage, steps that are ticked off, and a verdict. */
import { scenarios } from '../scenarios/all.js';
import { playScenario, type Scenario, type Teller, type Verdict } from '../scenarios/play.js';
import { applyTheme, keptTheme } from './theme.js';

const board = document.querySelector<HTMLElement>('#board')!;
const fast = document.querySelector<HTMLInputElement>('#fast')!;
const playAll = document.querySelector<HTMLButtonElement>('#play-all')!;
applyTheme(keptTheme());
fast.checked = new URL(location.href).searchParams.has('fast');

class Card {
  readonly element = make('article', 'card');
  readonly #scenario: Scenario;
  readonly #stage = make('div', 'stage');
  readonly #steps = make('ol', 'steps');
  readonly #checks = make('ul', 'checks');
  readonly #verdict = make('p', 'verdict');
  readonly #button = make('button', 'play', 'Play');
  #playing: AbortController | null = null;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    const title = make('h2', '', scenario.title);
    title.id = `title-${scenario.id}`;
    this.element.id = scenario.id;
    this.element.setAttribute('aria-labelledby', title.id);
    this.#button.type = 'button';
    this.#button.ariaLabel = `Play: ${scenario.title}`;
    this.#button.addEventListener('click', () => void this.play());
    this.#verdict.role = 'status';
    const head = make('div', 'head');
    head.append(title, make('p', 'expected', scenario.expected), this.#button);
    const report = make('div', 'report');
    report.append(this.#steps, this.#checks, this.#verdict);
    this.element.append(head, this.#stage, report);
  }

  async play(): Promise<Verdict> {
    this.#playing?.abort();
    const playing = new AbortController();
    this.#playing = playing;
    this.#steps.replaceChildren();
    this.#checks.replaceChildren();
    this.#say('Playing', '');
    this.#button.disabled = true;
    const verdict = await playScenario(this.#scenario, this.#stage, fast.checked, this.#teller(), playing.signal);
    this.#button.disabled = false;
    this.#say(verdict.held ? 'Held' : `Broke: ${verdict.why}`, verdict.held ? 'held' : 'broke');
    return verdict;
  }

  #teller(): Teller {
    return {
      step: (text) => this.#steps.append(item(text, 'now')),
      stepped: () => this.#steps.lastElementChild?.setAttribute('data-state', 'done'),
      checked: (what, held) => this.#checks.append(item(what, held ? 'held' : 'broke')),
    };
  }

  #say(text: string, verdict: string): void {
    this.#verdict.textContent = text;
    this.#verdict.dataset['verdict'] = verdict;
  }
}

const cards = scenarios.map((scenario) => new Card(scenario));
board.append(...cards.map((card) => card.element));

playAll.addEventListener('click', () => {
  playAll.disabled = true;
  // One after the other: a person can only watch one.
  void (async () => {
    for (const card of cards) {
      card.element.scrollIntoView({ block: 'nearest' });
      await card.play();
    }
    playAll.disabled = false;
  })();
});

function make<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ''): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

function item(text: string, state: string): HTMLElement {
  const made = make('li', '', text);
  made.dataset['state'] = state;
  return made;
}
