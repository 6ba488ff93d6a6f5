/** How the inspector writes ids and times of day. */
import { html, type TemplateResult } from 'lit';

const SHOWN = 8;
const formats = new Map<string, Intl.DateTimeFormat>();

/** An id by its end, which is where ids differ; the whole of it on hover and to a copy. */
export function idCode(id: string): TemplateResult {
  const short = id.length > SHOWN + 1 ? `…${id.slice(-SHOWN)}` : id;
  return html`<code class="id" dir="ltr" title=${id}>${short}</code>`;
}

/** `14:03:07.250`. */
export function clockTime(language: string, at: number): string {
  let format = formats.get(language);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(language, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
    });
    formats.set(language, format);
  }
  return format.format(at);
}
