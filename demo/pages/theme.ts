/** Light, dark, or what the person's system says; remembered where the browser lets us. */
const KEY = 'hermes-demo-theme';

export function startTheme(select: HTMLSelectElement): void {
  const apply = (theme: string): void => {
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
    else delete document.documentElement.dataset['theme'];
  };
  const kept = attempt(() => localStorage.getItem(KEY)) ?? 'auto';
  select.value = kept === 'light' || kept === 'dark' ? kept : 'auto';
  apply(select.value);
  select.addEventListener('change', () => {
    apply(select.value);
    attempt(() => localStorage.setItem(KEY, select.value));
  });
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
