// Runs before the test framework: empties what an earlier test file left in this browser context.

localStorage.clear();
sessionStorage.clear();

for (const { name } of await indexedDB.databases()) {
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}
