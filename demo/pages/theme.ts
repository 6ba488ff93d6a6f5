/** Light, dark, or what the person's system says; remembered where the browser lets us. */
const KEY = 'hermes-demo-theme';

type Theme = 'auto' | 'light' | 'dark';

/** The theme that was chosen on any page of the demo. */
export function keptTheme(): Theme {
  const kept = attempt(() => localStorage.getItem(KEY));
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

export function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function startTheme(select: HTMLSelectElement): void {
  select.value = keptTheme();
  applyTheme(keptTheme());
  select.addEventListener('change', () => {
    applyTheme(select.value as Theme);
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
