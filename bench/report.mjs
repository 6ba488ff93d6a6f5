// The figures of a run as Markdown tables: medians, ratios, goals.

import { GOALS } from './plan.mjs';

/** `{name: {key: {figure: median}}}` of the measurements that count. */
export function medians(records) {
  const lists = {};
  for (const { name, key, figures } of records) {
    for (const [figure, value] of Object.entries(figures ?? {})) {
      if (typeof value === 'number') (((lists[name] ??= {})[key] ??= {})[figure] ??= []).push(value);
    }
  }
  const each = (object, map) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
  return each(lists, (keys) => each(keys, (figures) => each(figures, median)));
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function report({ machine, records, plan, contenders, rounds, quick }) {
  const all = medians(records);
  const of = (name, key, figure) => all[name]?.[key]?.[figure] ?? Number.NaN;
  const loads = records.map(({ load }) => load);
  const lines = [
    `${machine.at.slice(0, 10)}, ${machine.browser}, headless, no GPU, ${machine.cpus} × ${machine.cpu}, node ${machine.node}; ` +
      `${rounds} round${rounds === 1 ? '' : 's'}, load ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}` +
      (quick ? '; shortened: figures say nothing' : ''),
    '',
    ...goals(of, plan),
    '',
    ...table(plan, contenders, of),
  ];
  const failures = records.filter(({ error }) => error);
  if (failures.length > 0) {
    lines.push(
      '',
      'Failed:',
      '',
      ...failures.map(({ round, name, key, error }) => `* ${key}, ${name}, round ${round}: ${error}`),
    );
  }
  return lines.join('\n');
}

function goals(of, plan) {
  const keys = plan.map(({ key }) => key.split(' ')[0]);
  const rows = GOALS.filter(({ key }) => keys.includes(key)).map(({ key, what, unit, limit, figure }) => {
    const is = figure(of);
    const verdict = Number.isNaN(is) ? 'not measured' : is <= limit ? 'reached' : 'missed';
    return [key, what, `${number(is)} ${unit}`, `${limit} ${unit}`, verdict];
  });
  return markdown(['', 'figure', 'is', 'goal', ''], rows);
}

const COLUMNS = [
  ['cpu', 'CPU ms'],
  ['script', 'script ms'],
  ['layout', 'style + layout ms'],
  ['worstFrame', 'worst frame ms'],
  ['longestTask', 'longest task ms'],
  ['delayP95', 'delay p95 ms'],
  ['painted', 'painted ms'],
  ['again', 'switch ms'],
  ['first', 'first visit ms'],
  ['nodes', 'nodes'],
  ['heapMB', 'heap MB'],
  ['gzip', 'gzip KiB'],
];

function table(plan, contenders, of) {
  const rows = plan.flatMap(({ key, what }) =>
    contenders.map((name) => [
      name === contenders[0] ? `${key}: ${what}` : '',
      name,
      ...COLUMNS.map(([figure]) => (Number.isNaN(of(name, key, figure)) ? '' : number(of(name, key, figure)))),
      number(of(name, key, 'cpu') / of('floor-markdown', key, 'cpu')),
    ]),
  );
  return markdown(['workload', '', ...COLUMNS.map(([, title]) => title), 'CPU × floor'], rows);
}

function markdown(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at < 2 ? '---' : '---:'))), ...rows.map(line)];
}

function number(value) {
  if (!Number.isFinite(value)) return '';
  return value >= 20 ? String(Math.round(value)) : String(Math.round(value * 100) / 100);
}
