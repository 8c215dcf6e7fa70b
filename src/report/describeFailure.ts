import { shortageError } from '../lib/files/diskError.ts';
import { hideSecrets } from '../lib/urls/hideSecrets.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Pane } from '../model/context.ts';
import { paint } from './paint.ts';
import { plainBlock, plainText } from './plainText.ts';

/** What a person reads when a command fails: the only place that turns an error into text. */
export function describeFailure(thrown: unknown, pane: Pick<Pane, 'color'>): string {
  const error = shortageError(thrown);
  const { red, cyan, bold } = paint(pane);
  if (!(error instanceof SpipError)) {
    return (
      `${red(bold('error:'))} ${plainText(hideSecrets(stackOf(error)))}\n` +
      `${cyan('hint:')} this is a bug in spip; please report it with the lines above\n`
    );
  }
  const lines = [`${red(bold('error:'))} ${plainBlock(error.message)}`];
  for (const cause of causes(error)) {
    lines.push(`  caused by: ${plainBlock(hideSecrets(cause))}`);
  }
  if (error.hint !== undefined) {
    lines.push(`${cyan('hint:')} ${plainBlock(error.hint)}`);
  }
  if (error.log !== undefined) {
    lines.push(`${cyan('log:')} ${plainBlock(error.log)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The messages behind an expected failure, unless the message before already holds them. */
function causes(error: SpipError): readonly string[] {
  const found: string[] = [];
  let above = error.message;
  for (let cause = error.cause; cause instanceof Error && found.length < 5; cause = cause.cause) {
    if (cause.message !== '' && !above.includes(cause.message)) {
      found.push(cause.message);
      above = cause.message;
    }
  }
  return found;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return `Unknown value thrown: ${String(error)}`;
  }
  const cause = error.cause === undefined ? '' : `\ncaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
