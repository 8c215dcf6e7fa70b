import type { Outcome } from '../symbols.ts';
import { symbolOf } from '../symbols.ts';
import { stateClasses } from './pageData.ts';

/** The sign of an outcome in its colour; a word stands beside it. */
export function signHtml(outcome: Outcome): string {
  return `<span class="sign ${stateClasses[outcome]}" aria-hidden=true>${symbolOf(outcome, { unicode: true })}</span>`;
}
