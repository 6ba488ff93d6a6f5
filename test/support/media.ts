import { executeServerCommand } from '@web/test-runner-commands';

export interface EmulatedMedia {
  readonly media?: 'screen' | 'print';
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  readonly forcedColors?: 'active' | 'none';
}

const FEATURES = [
  ['colorScheme', 'prefers-color-scheme'],
  ['reducedMotion', 'prefers-reduced-motion'],
  ['forcedColors', 'forced-colors'],
] as const;

/** The page is shown on such a screen from now on; what is not named is as the browser has it. */
export async function emulateMedia(media: EmulatedMedia): Promise<void> {
  await executeServerCommand('hermes:media', media);
  for (const [name, feature] of FEATURES) {
    const value = media[name];
    // A test of what a screen is not says nothing.
    if (value !== undefined && !matchMedia(`(${feature}: ${value})`).matches)
      throw new Error(`This browser does not emulate ${feature}: ${value}`);
  }
}
