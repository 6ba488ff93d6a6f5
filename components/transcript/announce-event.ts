/**
 * Asks whatever is around to say something aloud: one live region per conversation, not one per message, which assistive
 * technology would have to watch all. Inside the package; it ends at the element that says it.
 */
export class AnnounceEvent extends Event {
  static readonly type = 'hermes-announce';
  readonly text: string;

  constructor(text: string) {
    super(AnnounceEvent.type, { bubbles: true, composed: true });
    this.text = text;
  }
}
