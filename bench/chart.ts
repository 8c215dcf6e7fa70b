// Draws the result of `npm run bench -- --json FILE` as a picture: `node bench/chart.ts FILE docs/speed.svg`.
import { readFileSync, writeFileSync } from 'node:fs';
import type { ContenderResult } from './resultTable.ts';
import { workloads } from './workloads.ts';

const [, , from = '', to = 'docs/speed.svg'] = process.argv;
const { results } = JSON.parse(readFileSync(from, 'utf8')) as {
  readonly results: readonly ContenderResult[];
};

const width = 860;
const left = 330;
const bar = 15;
const colors: Readonly<Record<string, string>> = {
  spip: '#2563a8',
  run: '#b8860b',
  venv: '#8a8f98',
  limit: '#c9ced6',
};

let top = 44;
const parts: string[] = [];
for (const { id, title } of workloads) {
  const rows = results.filter(
    ({ workload, steps, contender }) =>
      workload === id && !(contender.startsWith('spip') && steps === 'import, custom'),
  );
  if (rows.length === 0) {
    continue;
  }
  const longest = Math.max(...rows.map(({ median }) => median));
  parts.push(text([10, top + 4], `${id}  ${title}`, 'font-weight="600"'));
  top += 12;
  for (const { contender, median } of rows) {
    const length = Math.max(2, ((width - left - 90) * median) / longest);
    parts.push(
      text([left - 8, top + 12], nameOf(contender), 'text-anchor="end"'),
      `<rect x="${left}" y="${top}" width="${length.toFixed(1)}" height="${bar}" rx="2" fill="${colorOf(contender)}"/>`,
      text([left + length + 6, top + 12], `${median.toFixed(2)} s`),
    );
    top += bar + 4;
  }
  top += 18;
}

writeFileSync(
  to,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}" role="img" aria-label="Seconds that spip and loops over uv take for the same work">
<rect width="${width}" height="${top}" fill="#fff"/>
<g font-family="system-ui, sans-serif" font-size="13" fill="#1c2430">
${text([10, 20], 'Seconds for the same work, the same steps (shorter is better)', 'font-size="14" font-weight="600"')}
${parts.join('\n')}
</g>
</svg>
`,
);

function nameOf(contender: string): string {
  return contender.startsWith('spip') ? 'spip' : contender;
}

function colorOf(contender: string): string {
  const found = Object.keys(colors).find((word) => contender.includes(word)) ?? 'venv';
  return colors[contender.startsWith('spip') ? 'spip' : found] ?? '';
}

function text([x, y]: readonly [number, number], content: string, more = ''): string {
  const plain = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(0)}" y="${y}" ${more}>${plain}</text>`;
}
