/** What the simulation of several tabs found, each as what a person would have seen and as the schedule it was shrunk to. */
import type { Schedule } from './schedule.js';

export const STORIES: readonly (readonly [story: string, schedule: Schedule])[] = [
  [
    'a queued text whose sending began just before the page died was sent again when it was opened anew',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'create', script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 40 },
        { do: 'wait', ms: 1000 },
        { do: 'crash' },
      ],
    },
  ],
  [
    'a hint that came too late was sent again by every client that followed the run',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
        { do: 'steer', of: 0, tab: 0 },
      ],
    },
  ],
  [
    'an archived session that is shown did not learn of turns begun elsewhere',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'show', tab: 1, pane: 0, of: 0 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40', tab: 0 },
        { do: 'archive-elsewhere', of: 0 },
      ],
    },
  ],
  [
    'one 404 to an archived session, and it counted as deleted whatever a person did',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'show', pane: 0, of: 0 },
        { do: 'archive', of: 0, on: true },
        { do: 'fault', rule: { kind: 'status', status: 404, path: '/api/session\\?.*messages=1', times: 1 } },
        { do: 'wait', ms: 200 },
      ],
    },
  ],
  [
    'a session that a 404 had declared gone while it ran stayed idle when it was there again',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'turn', of: 0, script: 'two-approvals serial' },
        { do: 'fault', rule: { kind: 'status', status: 404, path: '/api/session\\?.*messages=0', times: 4 } },
        { do: 'show', pane: 0, of: 0 },
        { do: 'wait', ms: 1000 },
      ],
    },
  ],
  [
    'words on their way to a tab that had lost its place were taken for those after it found it again',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'show', pane: 0, of: 0 },
        { do: 'send', of: 0, script: 'tools' },
        { do: 'fault', rule: { kind: 'reorder', path: '/api/chat/stream\\?', afterFrames: 3, times: 1 } },
        { do: 'open-tab', tab: 2 },
        { do: 'wait', ms: 200 },
      ],
    },
  ],
  [
    'an archived session that nobody showed was forgotten with the draft in it',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'hold-two', path: '/api/approval/pending' },
        { do: 'archive', of: 0, on: true },
        { do: 'type', of: 0 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      ],
    },
  ],
  [
    'a page that slept sent what another tab had taken over meanwhile',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 40 },
        { do: 'restart', downMs: 0 },
        { do: 'send', of: 0, script: 'plain n=60 rate=30' },
        { do: 'freeze-tab', tab: 0 },
        { do: 'wait', ms: 35000 },
        { do: 'thaw-tab', tab: 0 },
      ],
    },
  ],
  [
    'a page that slept while its session rotated took its own text for one that was sent elsewhere',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'wait', ms: 0 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 1000 },
        { do: 'rotate', of: 0 },
        { do: 'freeze-tab' },
      ],
    },
  ],
  [
    'a session deleted here was listed again when an old link to it was opened',
    {
      backend: 'agent',
      sessions: 2,
      steps: [
        { do: 'create', script: 'plain n=12 rate=40' },
        { do: 'show', pane: 0, of: 2 },
        { do: 'remove', of: 1 },
        { do: 'show', pane: 0, of: 1 },
      ],
    },
  ],
  [
    'a button pressed on a text that was on its way from another tab took it back after all',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'send', of: 0, script: 'title', tab: 0 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 40 },
        { do: 'outbox', of: 0, what: 'discard', tab: 1 },
      ],
    },
  ],
  [
    'a page that was put away and went on all the same wrote its queue over the one of the tab that had sent it',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'show', pane: 0, of: 0 },
        { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 40 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 40 },
        { do: 'page', what: 'freeze', tab: 0 },
        { do: 'wait', ms: 200 },
        { do: 'wait', ms: 6000 },
      ],
    },
  ],
  [
    'a turn that a late answer announced after it was read stood in the transcript twice',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'show', pane: 0, of: 0 },
        { do: 'fault', rule: { kind: 'hold', ms: 30, name: 'held', path: '/api/chat/start', times: 1 } },
        { do: 'fault', rule: { kind: 'hole', path: '/api/chat/stream\\?', afterFrames: 0, times: 1 } },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 1000 },
        { do: 'fault', rule: { kind: 'hold', name: 'held', path: '/api/session\\?', times: 1 } },
        { do: 'let-go' },
      ],
    },
  ],
  [
    'a turn that another tab announced after it was read stood in the transcript twice',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'show', tab: 1, pane: 0, of: 0 },
        { do: 'wait', ms: 40 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'stop', of: 0, tab: 0 },
        { do: 'thaw-tab', tab: 1 },
        { do: 'wait', ms: 40 },
      ],
    },
  ],
  [
    'a text written before the tab had its name stayed in storage after it was taken back',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'send-draft', of: 0 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'outbox', of: 0, what: 'reclaim' },
        { do: 'freeze-tab' },
        { do: 'wait', ms: 1000 },
        { do: 'crash' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 1000 },
      ],
    },
  ],
  [
    'a card answered elsewhere stayed although another request stood in its place',
    {
      backend: 'runs',
      sessions: 1,
      password: true,
      steps: [
        { do: 'show', pane: 0, of: 0 },
        { do: 'hold-two', path: '/api/approval/pending' },
        { do: 'send', of: 0, script: 'two-approvals' },
        { do: 'wait', ms: 40 },
        { do: 'answer-elsewhere', of: 0 },
      ],
    },
  ],
  [
    'a text that waits in a session which was never read waited for ever',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'wait', ms: 40 },
        { do: 'fault', rule: { kind: 'network', phase: 'after', path: '/api/chat/start', times: 1 } },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 40 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40', tab: 1 },
        { do: 'wait', ms: 1000 },
      ],
    },
  ],
  [
    'a page that woke up went on showing what had waited in a tab that had sent it',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 40 },
        { do: 'freeze-tab', tab: 1 },
        { do: 'wait', ms: 6000 },
      ],
    },
  ],
  [
    'a lost turn of a session that is held and out of sight was never put away',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'fault', rule: { kind: 'hole', path: '/api/chat/stream\\?', afterFrames: 0, times: 1 } },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'archive', of: 0, on: true },
        { do: 'restart', downMs: 0 },
        { do: 'show', pane: 0, of: 0 },
        { do: 'scroll-away', pane: 0, visible: false },
      ],
    },
  ],
  [
    'what was typed into a page that had been put away and went on all the same was not stored',
    {
      backend: 'agent',
      sessions: 1,
      steps: [{ do: 'page', what: 'freeze' }, { do: 'type', of: 0 }, { do: 'wait', ms: 1000 }, { do: 'crash' }],
    },
  ],
  [
    'the title of the session that is shown was not heard while three others ran',
    {
      backend: 'agent',
      sessions: 2,
      steps: [
        { do: 'create', script: 'plain n=12 rate=40' },
        { do: 'create', script: 'error kind=partial' },
        { do: 'show', pane: 0, of: 3, byOldId: false },
        { do: 'wait', ms: 40 },
        { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 3, script: 'title' },
        { do: 'wait', ms: 6000 },
      ],
    },
  ],
  [
    'what waited in a page that slept was left behind when another tab took the new id of its session over',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'reload' },
        { do: 'open-tab', tab: 2 },
        { do: 'rotate', of: 0 },
        { do: 'restart', downMs: 500 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 40 },
        { do: 'freeze-tab', tab: 0 },
        { do: 'wait', ms: 1000 },
      ],
    },
  ],
  [
    'two tabs that both took a text for theirs each left it to the other, and it was gone',
    {
      backend: 'agent',
      sessions: 1,
      password: true,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40', tab: 1 },
        { do: 'open-tab', tab: 2 },
        { do: 'close-tab', tab: 0 },
        { do: 'freeze-tab', tab: 1 },
        { do: 'wait', ms: 6000 },
      ],
    },
  ],
  [
    'a rotation that a tab learned while it was opened was not told to the others',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'type', of: 0 },
        { do: 'rotate', of: 0 },
        { do: 'open-tab', tab: 2 },
        { do: 'wait', ms: 40 },
        { do: 'wait', ms: 1000 },
      ],
    },
  ],
  [
    'a request of an archived session that is held was never asked for',
    {
      backend: 'runs',
      sessions: 1,
      steps: [
        { do: 'older', of: 0 },
        { do: 'send', of: 0, script: 'error kind=quota' },
        { do: 'show', pane: 0, of: 0 },
        { do: 'archive-elsewhere', of: 0 },
        { do: 'wait', ms: 200 },
        { do: 'turn', of: 0, script: 'two-approvals' },
        { do: 'wait', ms: 40 },
      ],
    },
  ],
  [
    'what was seen was unread again when a list from the cache of the server came after a reload',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'wake', of: 0 },
        { do: 'show', pane: 0, of: 0 },
        { do: 'wait', ms: 40 },
        { do: 'stop', of: 0 },
        { do: 'seen', of: 0 },
        { do: 'reload' },
      ],
    },
  ],
  [
    'a tab opened anew found a text in storage that had long been sent',
    {
      backend: 'agent',
      sessions: 1,
      password: true,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'kill-tab', tab: 1 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'storage', health: 'broken' },
        { do: 'wait', ms: 6000 },
      ],
    },
  ],
  [
    'a text sent by the tab that stayed, while storage was broken and the other closed, was sent once more',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'show', pane: 0, of: 0 },
        { do: 'turn', of: 0, script: 'plain n=60 rate=30' },
        { do: 'wait', ms: 40 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 1000 },
        { do: 'storage', health: 'broken' },
        { do: 'close-tab', tab: 0 },
        { do: 'wait', ms: 6000 },
        { do: 'send', of: 0, script: 'error kind=failed', tab: 1 },
      ],
    },
  ],
  [
    'a text that waited in a page put to sleep before its tab had its name was gone when it woke up',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'page', what: 'freeze' },
      ],
    },
  ],
  [
    "a draft that was sent just after its session turned out to be another's successor came back",
    {
      backend: 'runs',
      sessions: 1,
      steps: [
        { do: 'wait', ms: 40 },
        { do: 'type', of: 0 },
        { do: 'rotate', of: 0 },
        { do: 'show', pane: 0, of: 0 },
        { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'stop', of: 0 },
        { do: 'send-draft', of: 0 },
        { do: 'restart', downMs: 0 },
      ],
    },
  ],
  [
    'a run was over for ever because a read that overlapped the list which named it did not know of it',
    {
      backend: 'agent',
      sessions: 1,
      password: true,
      steps: [
        {
          do: 'fault',
          rule: { kind: 'delay', phase: 'before', ms: 30, name: 'held', path: '/api/sessions', times: 1 },
        },
        { do: 'show', pane: 0, of: 0 },
        { do: 'fault', rule: { kind: 'hold', name: 'held', path: '/api/session\\?', times: 1 } },
        { do: 'page', what: 'refresh' },
        { do: 'wait', ms: 5 },
        { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 40 },
        { do: 'let-go' },
      ],
    },
  ],
  [
    'a stopped turn that had been seen was unread again once a busy server named it after a reload',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'wait', ms: 40 },
        { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
        { do: 'show', pane: 0, of: 0 },
        { do: 'cancel-elsewhere', of: 0 },
        { do: 'seen', of: 0 },
        { do: 'reload' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      ],
    },
  ],
  [
    'what a sleeping tab still showed was asked for after it had been sent and its session deleted',
    {
      backend: 'agent',
      sessions: 1,
      password: true,
      steps: [
        { do: 'show', pane: 0, of: 0 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40', tab: 0 },
        { do: 'open-tab', tab: 1 },
        { do: 'freeze-tab', tab: 1 },
        { do: 'wait', ms: 6000 },
        { do: 'delete-elsewhere', of: 0 },
      ],
    },
  ],
  [
    'what was seen while storage could not be read was unread again once it could',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'show', pane: 0, of: 0 },
        { do: 'wait', ms: 40 },
        { do: 'storage', health: 'broken' },
        { do: 'reload' },
        { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 1000 },
        { do: 'seen', of: 0 },
      ],
    },
  ],
  [
    'a frame that was lost was missing for good when a read was under way just then',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'turn', of: 0, script: 'plain n=60 rate=30' },
        { do: 'fault', rule: { kind: 'hole', path: '/api/chat/stream\\?', afterFrames: 17, times: 1 } },
        { do: 'wait', ms: 1000 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      ],
    },
  ],
  [
    'a text taken back while storage failed was back in the queue as well once storage worked',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'storage', health: 'broken' },
        { do: 'send', of: 0, script: 'two-approvals' },
        { do: 'crash' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'outbox', of: 0, what: 'reclaim' },
      ],
    },
  ],
  [
    'a conversation two clients had rotated went to and fro between its two successors',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'show', pane: 0, of: 0 },
        { do: 'wait', ms: 40 },
        { do: 'rotate', of: 0 },
        { do: 'send', of: 0, script: 'compress rotate' },
        { do: 'streams', how: 'end', kind: null },
        { do: 'send', of: 0, script: 'compress rotate' },
        { do: 'wait', ms: 200 },
        { do: 'fault', rule: { kind: 'network', phase: 'after', path: '/api/chat/start', times: 1 } },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
      ],
    },
  ],
  [
    'one of two successors of a conversation was not in the list',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'turn', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'wait', ms: 6000 },
        { do: 'rotate', of: 0 },
        { do: 'fault', rule: { kind: 'html', path: '/api/chat/stream\\?', times: 1 } },
        { do: 'send', of: 0, script: 'compress rotate' },
        { do: 'create', script: 'plain n=12 rate=40' },
        { do: 'rotate', of: 0 },
      ],
    },
  ],
  [
    'a title made after a turn was not heard of where that turn had shared its connection',
    {
      backend: 'agent',
      sessions: 3,
      steps: [
        { do: 'turn', of: 0, script: 'silence' },
        { do: 'create', script: 'hold' },
        { do: 'stop', of: 3 },
        { do: 'show', pane: 1, of: 0 },
        { do: 'show', pane: 0, of: 3 },
        { do: 'turn', of: 1, script: 'long rate=20 max=400' },
        { do: 'send', of: 3, script: 'title' },
        { do: 'wait', ms: 6000 },
      ],
    },
  ],
  [
    'a title made after a turn was not heard of while others ran',
    {
      backend: 'agent',
      sessions: 3,
      steps: [
        { do: 'show', pane: 1, of: 0 },
        { do: 'wait', ms: 40 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'create', script: 'extras' },
        { do: 'show', pane: 0, of: 3 },
        { do: 'turn', of: 1, script: 'plain n=12 rate=40' },
        { do: 'send', of: 3, script: 'title' },
        { do: 'wait', ms: 6000 },
      ],
    },
  ],
  [
    'what was typed in one tab was gone when another deleted the session in the same moment',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'open-tab', tab: 1 },
        { do: 'wait', ms: 40 },
        { do: 'type', of: 0, tab: 1 },
        { do: 'remove', of: 0 },
        { do: 'wait', ms: 5 },
      ],
    },
  ],
  [
    'what waited in an archived session was not sent after a crash while storage failed',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'stop', of: 0 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'storage', health: 'broken' },
        { do: 'archive', of: 0, on: true },
        { do: 'crash' },
      ],
    },
  ],
  [
    'a run that was taken under an id just rotated away put the rows of that id in place of the conversation',
    {
      backend: 'agent',
      sessions: 3,
      steps: [
        { do: 'rotate', of: 1 },
        { do: 'fault', rule: { kind: 'delay', ms: 400, name: 'held', path: '/api/chat/start', times: 1 } },
        { do: 'show', pane: 0, of: 1 },
        { do: 'turn', of: 1, script: 'plain n=12 rate=40' },
        { do: 'send', of: 1, script: 'plain n=12 rate=40' },
      ],
    },
  ],
  [
    'a title that a read had brought was undone by a list the server had made before',
    {
      backend: 'agent',
      sessions: 2,
      password: true,
      steps: [
        { do: 'turn', of: 0, script: 'plain n=60 rate=30' },
        { do: 'show', pane: 1, of: 0 },
        { do: 'create', script: 'extras' },
        { do: 'show', pane: 0, of: -1 },
        { do: 'turn', of: 1, script: 'long rate=20 max=400' },
        { do: 'send', of: -1, script: 'title' },
        { do: 'wait', ms: 6000 },
        { do: 'wait', ms: 6000 },
      ],
    },
  ],
  [
    'a late answer that a session is busy with an older run put away the one that was live',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'hold-two', path: '/api/' },
        { do: 'turn', of: 0, script: 'compress rotate' },
        { do: 'rename', of: 0 },
        { do: 'send', of: 0, script: 'plain n=12 rate=40' },
        { do: 'create', script: 'extras' },
        { do: 'wait', ms: 200 },
        { do: 'send', of: 1, script: 'plain n=12 rate=40' },
        { do: 'turn', of: 0, script: 'long rate=20 max=400' },
        { do: 'wait', ms: 200 },
      ],
    },
  ],
  [
    'of a turn that was seen in part the first thought stood behind its answer',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'show', pane: 0, of: 0 },
        { do: 'send', of: 0, script: 'tools' },
        { do: 'fault', rule: { kind: 'stall', path: '/api/chat/stream\\?', afterFrames: 6, times: 1 } },
        { do: 'wait', ms: 1000 },
      ],
    },
  ],
  [
    'a draft that came back under a new id through another tab was there twice',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'wait', ms: 0 },
        { do: 'type', of: 0 },
        { do: 'wait', ms: 40 },
        { do: 'rotate', of: 0 },
        { do: 'open-tab', tab: 2 },
        { do: 'show', pane: 0, of: 0 },
        { do: 'wait', ms: 1000 },
        { do: 'send-draft', of: 0, tab: 2 },
      ],
    },
  ],
  [
    'a title made for an id the conversation had left was shown until the page was loaded anew',
    {
      backend: 'agent',
      sessions: 1,
      steps: [
        { do: 'create', script: 'plain n=12 rate=40' },
        { do: 'stop', of: 1 },
        { do: 'wait', ms: 40 },
        { do: 'rotate', of: 1 },
        { do: 'send', of: 1, script: 'title' },
      ],
    },
  ],
];
