/** A conversation of the demo with a file of every kind: pictures, a sound, a video, a table, one that is gone, odd names. */

import { DEFAULT_WORKSPACE, type Seed } from './records.js';
import { chartPng, clipWebm, notesWav } from './sample-files.js';
import type { ServerState } from './server-state.js';

const MINUTE = 60_000;
const FOLDER = `${DEFAULT_WORKSPACE}/.uploads/media`;
/** What a person sees of the last one must not look like a harmless text. */
const ODD_NAME = 'invoice-\u202etxt.exe';

const seed: Seed = {
  title: 'Charts for the release notes',
  createdAgo: 300 * MINUTE,
  updatedAgo: 100 * MINUTE,
  messages: [
    {
      role: 'user',
      content: `Which of these two goes into the notes?\n\n[Attached files: ${FOLDER}/load-before.png, ${FOLDER}/load-after.png]`,
      attachments: ['load-before.png', 'load-after.png'],
    },
    {
      role: 'assistant',
      content:
        'The second. It starts at zero and shows the drop you write about; the first one cuts the axis, so the same numbers look four times as bad.',
      _turnDuration: 6.2,
      _usedModel: 'hermes-4-70b',
    },
    {
      role: 'user',
      content: 'Good. And these came with the ticket; is anything of it useful?',
      attachments: [
        { name: 'chime.wav', path: `${FOLDER}/chime.wav`, mime: 'audio/wav', size: 9644, is_image: false },
        {
          name: 'walkthrough.webm',
          path: `${FOLDER}/walkthrough.webm`,
          mime: 'video/webm',
          size: clipWebm().byteLength,
          is_image: false,
        },
        { name: 'measurements.csv', path: `${FOLDER}/measurements.csv`, mime: 'text/csv', size: 78, is_image: false },
        { name: 'gone.png', path: `${FOLDER}/gone.png`, mime: 'image/png', size: 120_400, is_image: true },
        { name: ODD_NAME, path: `${FOLDER}/odd`, mime: 'application/octet-stream', size: 2_400_000, is_image: false },
      ],
    },
    {
      role: 'assistant',
      content:
        'The table, yes: it has the five points of the second chart. The sound is the new notification, the video shows the same points growing. One picture is not there any more, and I would not open the last file: its name is written backwards to look like a text.',
      _turnDuration: 11.8,
      _usedModel: 'hermes-4-70b',
    },
    { role: 'user', content: 'Draw the five points once more, in the colour of the notes.' },
    {
      role: 'assistant',
      content: `Here it is, at the same scale as the second one.\n\nMEDIA:${FOLDER}/release-notes.png`,
      _turnDuration: 4.1,
      _usedModel: 'hermes-4-70b',
    },
  ],
};

export function seedMedia(server: ServerState): void {
  const { session_id: sessionId } = server.store.seed(seed);
  const add = (name: string, bytes: Uint8Array<ArrayBuffer>): void =>
    server.files.add({ sessionId, path: `${FOLDER}/${name}`, bytes });
  add('load-before.png', chartPng(480, 300, [40, 44, 41, 47, 90, 96, 92], [179, 38, 30]));
  add('load-after.png', chartPng(300, 420, [90, 71, 40, 22, 18], [47, 95, 208]));
  add('chime.wav', notesWav([659, 784, 1047], 400));
  add('walkthrough.webm', clipWebm());
  add('release-notes.png', chartPng(480, 300, [90, 71, 40, 22, 18], [26, 127, 72]));
  add('measurements.csv', new TextEncoder().encode('release,ms\n2.0,840\n2.1,702\n2.2,410\n2.3,230\n2.4,190\n'));
}
