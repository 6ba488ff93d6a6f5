// The browser test's side of emulator-middleware.mjs: an emulated Hermes WebUI server of the test's own.

export interface EmulatorOptions {
  readonly seed?: number;
  readonly password?: string;
  readonly backend?: 'agent' | 'runs';
  readonly demo?: boolean;
}

export interface TestEmulator {
  /** For `base-url` and transports: the emulator's root, with a slash at the end. */
  readonly baseUrl: string;
  /** The demo page in front of the same emulator, for an iframe. */
  readonly demoUrl: string;
  /** Calls a method of the emulator's `control`, which may be a path (`faults.cut`). Arguments and result are JSON. */
  control<T = unknown>(method: string, ...args: unknown[]): Promise<T>;
  dispose(): Promise<void>;
}

/** Starts an emulator. End it in the test's `afterEach`. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<TestEmulator> {
  const name = `t-${crypto.randomUUID()}`;
  const baseUrl = new URL(`/emu/${name}/`, location.href).href;

  const post = async (action: string, body: unknown): Promise<{ result?: unknown; error?: string }> => {
    const response = await fetch(`${baseUrl}${action}`, { method: 'POST', body: JSON.stringify(body) });
    return (await response.json()) as { result?: unknown; error?: string };
  };

  await post('__create', options);
  return {
    baseUrl,
    demoUrl: new URL(`/demo/${name}/`, location.href).href,
    async control<T>(method: string, ...args: unknown[]) {
      const { result, error } = await post('__control', { method, args });
      if (error) throw new Error(`emulator.control.${method}: ${error}`);
      return result as T;
    },
    async dispose() {
      await post('__dispose', {});
    },
  };
}
