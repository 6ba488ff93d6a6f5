// A node:test reporter that yields `{passed, failed}` as JSON at the end, for test/run.mjs.

async function* countTests(events) {
  const counts = { passed: 0, failed: 0 };
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // Suites only group; skipped and to-do tests prove nothing.
    if (data.details?.type === 'suite' || data.skip || data.todo) continue;
    if (type === 'test:pass') counts.passed += 1;
    else counts.failed += 1;
  }
  yield JSON.stringify(counts);
}

// eslint-disable-next-line no-restricted-syntax -- node --test-reporter takes the default export
export default countTests;
