import type { LabelsController } from '../labels/labels-controller.js';
import type { RowLevel } from './row-facts.js';

/** What a session that runs does, for the line below its title. */
export function levelWords(level: RowLevel, labels: LabelsController): string {
  switch (level) {
    case 'thinking':
      return labels.term('activityThinking');
    case 'writing':
      return labels.term('activityWriting');
    case 'compressing':
      return labels.term('activityCompressing');
    case 'model':
      return labels.term('activityWaiting');
    case 'running':
    case 'starting':
    case 'stopping':
      return labels.table('phase')[level];
  }
}
