/** The setting of the mission's scenarios: a page on session A, a session B beside it, on both ways the server runs an agent. */
import { startEmulator, type TestEmulator } from './emulator.js';
import { DemoPage } from './page-driver.js';
import { until } from './until.js';

export const ROWS = [
  { role: 'user', content: 'What was it?' },
  { role: 'assistant', content: 'It was this.' },
];

export interface Scene {
  readonly backend: 'agent' | 'runs';
  readonly emulator: TestEmulator;
  readonly page: DemoPage;
  readonly a: string;
  readonly b: string;
}

export interface SceneOptions {
  readonly backends?: readonly Scene['backend'][];
  /** The page's address from `?` on; A's and B's ids stand for `A` and `B`. */
  readonly query?: string;
}

/** One test for each backend. The page is open on A, which is read and idle. */
export function scene(name: string, act: (scene: Scene) => Promise<void>, options: SceneOptions = {}): void {
  const { backends = ['agent', 'runs'], query = '?session=A' } = options;
  for (const backend of backends) {
    it(`${name} (${backend})`, async () => {
      const emulator = await startEmulator({ backend });
      let page: DemoPage | undefined;
      try {
        const a = await emulator.control<string>('seed', { title: 'A', messages: ROWS });
        const b = await emulator.control<string>('seed', { title: 'B', messages: [...ROWS, ...ROWS] });
        page = await DemoPage.open(emulator.demoUrl, query.replace(/\bA\b/g, a).replace(/\bB\b/g, b));
        const { panes } = { panes: page.panes() };
        await until('every pane is read', () => panes.every((pane) => pane.phase === 'idle'));
        await act({ backend, emulator, page, a, b });
      } finally {
        page?.close();
        await emulator.dispose();
      }
    });
  }
}
