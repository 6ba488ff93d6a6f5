import { executeServerCommand } from '@web/test-runner-commands';
import { leaveOut } from './leave-out.js';

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
  const emulated = await executeServerCommand<boolean, EmulatedMedia>('hermes:media', media);
  const is = ([name, feature]: (typeof FEATURES)[number]): boolean =>
    media[name] === undefined || matchMedia(`(${feature}: ${media[name]})`).matches;
  if (!emulated && !(FEATURES.every(is) && matchMedia(media.media ?? 'all').matches))
    leaveOut('media are not emulated here');
  for (const [name, feature] of FEATURES) {
    const value = media[name];
    // A test of what a screen is not says nothing.
    if (value !== undefined && !matchMedia(`(${feature}: ${value})`).matches)
      throw new Error(`This browser does not emulate ${feature}: ${value}`);
  }
}
