/** Strings of rendered markdown, in English. Other languages fill the same table, as `markdown` of theirs. */
export const markdownLabels = {
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Could not copy',
  wrap: 'Wrap lines',
  code: 'Code',
  table: 'Table',
  image: 'Image',
  loadImage: 'Load image',
  imageFailed: '(could not be loaded)',
  note: 'Footnote',
  notes: 'Footnotes',
  noteBack: 'Back to reference',
  taskDone: 'Done',
  taskOpen: 'Not done',
} as const;

export type MarkdownLabels = Readonly<Record<keyof typeof markdownLabels, string>>;
