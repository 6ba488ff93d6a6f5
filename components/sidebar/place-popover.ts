/** Puts an open popover beside a control, inside the window: below if there is room, else above. */
export function placePopover(popover: HTMLElement, anchor: DOMRect, direction: 'ltr' | 'rtl'): void {
  const gap = 4;
  const page = popover.ownerDocument.documentElement;
  const { width, height } = popover.getBoundingClientRect();
  const wanted = direction === 'rtl' ? anchor.left : anchor.right - width;
  const left = clamp(wanted, gap, page.clientWidth - width - gap);
  const below = anchor.bottom + gap;
  const fits = below + height + gap <= page.clientHeight;
  const top = clamp(fits ? below : anchor.top - gap - height, gap, page.clientHeight - height - gap);
  popover.style.setProperty('left', `${left}px`);
  popover.style.setProperty('top', `${top}px`);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
