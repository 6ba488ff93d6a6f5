/** Strings of rendered markdown, in English. Other languages fill the same table. */
export const markdownLabels = {
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Could not copy',
  code: 'Code',
  table: 'Table',
  image: 'Image',
  taskDone: 'Done',
  taskOpen: 'Not done',
} as const;

export type MarkdownLabels = Readonly<Record<keyof typeof markdownLabels, string>>;
