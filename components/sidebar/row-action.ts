/** What a row tells the list it stands in, and nobody else: it does not leave the list's shadow root. */
export type RowAction =
  /** Chosen. A list that takes it over cancels the event. */
  | 'activate'
  /** Show or hide the sessions that work for this one. */
  | 'toggle'
  /** A person began or ended something with the row. */
  | 'mode';

export class RowActionEvent extends Event {
  static readonly type = 'hermes-row-action';
  readonly action: RowAction;

  constructor(action: RowAction) {
    super(RowActionEvent.type, { bubbles: true, composed: false, cancelable: true });
    this.action = action;
  }
}
