import { hideSecrets } from '../lib/urls/hideSecrets.ts';
import type { Pane } from '../model/context.ts';
import { paint } from './paint.ts';
import { plainBlock } from './plainText.ts';

/** A warning with its hint, for people. */
export function writeWarning(
  pane: Pick<Pane, 'color' | 'write'>,
  warning: { readonly text: string; readonly hint?: string | undefined },
): void {
  const { yellow, cyan } = paint(pane);
  const hint =
    warning.hint === undefined ? '' : `${cyan('hint:')} ${plainBlock(hideSecrets(warning.hint))}\n`;
  pane.write(`${yellow('warning:')} ${plainBlock(hideSecrets(warning.text))}\n${hint}`);
}
