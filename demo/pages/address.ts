/** The page's address: `?session=a` or `?session=a,b&panes=2`. Everything else in it is kept. */
export interface Address {
  /** 1 to 4. */
  readonly panes: number;
  /** One per pane, null where none is shown. */
  readonly sessions: readonly (string | null)[];
  /** The message the first pane opens at; taken out of the address as soon as the page goes elsewhere. */
  readonly message?: string | null;
}

export function readAddress(href: string): Address {
  const query = new URL(href).searchParams;
  const sessions = (query.get('session') ?? query.get('session_id') ?? '').split(',').map((id) => id.trim() || null);
  const asked = Number(query.get('panes') ?? 1);
  const panes = Number.isInteger(asked) ? Math.min(4, Math.max(1, asked)) : 1;
  return {
    panes,
    sessions: Array.from({ length: panes }, (_, at) => sessions[at] ?? null),
    message: query.get('message'),
  };
}

export function address(href: string, { panes, sessions }: Address): string {
  const url = new URL(href);
  url.searchParams.delete('session');
  url.searchParams.delete('session_id');
  url.searchParams.delete('panes');
  url.searchParams.delete('message');
  const named = sessions.map((id) => id ?? '').join(',');
  // Commas are left as they are: people read and edit these.
  const query = [
    url.searchParams.toString(),
    /[^,]/.test(named) ? `session=${named.split(',').map(encodeURIComponent).join(',')}` : '',
    panes > 1 ? `panes=${panes}` : '',
  ];
  url.search = query.filter(Boolean).join('&');
  return url.href;
}
