/**
 * Puts text where a person can paste it from. A page over plain http (a LAN address) has no Clipboard API: there the browser is
 * told to copy, and our text takes the place of what is selected. Both work only in a person's press. Rejects where it is
 * refused.
 */
export async function writeText(text: string): Promise<void> {
  const { clipboard } = navigator as { readonly clipboard?: Clipboard };
  if (clipboard) return clipboard.writeText(text);
  if (!copyByCommand(text)) throw new DOMException('The browser does not let this page copy.', 'NotAllowedError');
}

function copyByCommand(text: string): boolean {
  let taken = false;
  const onCopy = (event: ClipboardEvent): void => {
    // What the page around does with copies of its own is not meant for this one.
    event.stopImmediatePropagation();
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
    taken = event.clipboardData !== null;
  };
  document.addEventListener('copy', onCopy, { capture: true });
  try {
    // Deprecated, in every browser, and the only way there is.
    return document.execCommand('copy') && taken;
  } finally {
    document.removeEventListener('copy', onCopy, { capture: true });
  }
}
