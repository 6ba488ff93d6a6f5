// The test framework's globals, as far as our tests use them: the framework is bundled in the runner and has no types here.

interface TestContext {
  timeout(milliseconds: number): void;
  skip(): never;
  /** In hooks. */
  readonly currentTest?: { pending?: boolean };
}

type TestBody = (this: TestContext) => void | Promise<void>;

interface TestFunction {
  (name: string, body: TestBody): void;
  only(name: string, body: TestBody): void;
  skip(name: string, body?: TestBody): void;
}

interface SuiteFunction {
  (name: string, body: (this: TestContext) => void): void;
  only(name: string, body: (this: TestContext) => void): void;
  skip(name: string, body: (this: TestContext) => void): void;
}

declare const describe: SuiteFunction;
declare const it: TestFunction;
declare const before: (body: TestBody) => void;
declare const after: (body: TestBody) => void;
declare const beforeEach: (body: TestBody) => void;
declare const afterEach: (body: TestBody) => void;

/** V8's collector; Chromium runs with --expose-gc. */
declare const gc: () => void;
