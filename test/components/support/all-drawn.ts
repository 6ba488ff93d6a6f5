import type { HermesTranscript } from '../../../components/hermes-transcript.js';
import { frame } from './wait.js';

/** Until nothing more is drawn beside what is in sight: rows near it come in idle time. */
export async function allDrawn(element: HermesTranscript): Promise<void> {
  const drawn = () => element.shadowRoot!.querySelectorAll('.row').length;
  for (let still = 0, last = -1; still < 12; last = drawn()) {
    await frame();
    still = drawn() === last ? still + 1 : 0;
  }
}
