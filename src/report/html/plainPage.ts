import { createHash } from 'node:crypto';
import { htmlText } from './htmlText.ts';
import { pageStyle } from './pageStyle.ts';

/** A page without a script: its policy admits nothing but its style. */
export function plainPage(title: string, body: readonly string[]): string {
  const style = createHash('sha256').update(pageStyle).digest('base64');
  return [
    '<!doctype html>',
    '<html lang=en><head><meta charset=utf-8>',
    `<meta http-equiv=Content-Security-Policy content="default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'">`,
    '<meta name=viewport content="width=device-width, initial-scale=1">',
    '<meta name=color-scheme content="light dark">',
    `<title>${htmlText(title)} - spip</title>`,
    `<style>${pageStyle}</style></head><body><header><h1>${htmlText(title)}</h1></header><main>`,
    ...body,
    '</main></body></html>',
    '',
  ].join('\n');
}
