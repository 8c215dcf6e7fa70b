import { element } from './element.ts';

const keys = [
  ['Tab', 'to the grid, the filter and the links'],
  ['Arrows', 'from cell to cell'],
  ['Enter', 'all about a cell'],
  ['Esc', 'closes it'],
  ['/', 'filter'],
  ['?', 'this help'],
] as const;

/** Makes the help about keys; what this returns shows it. */
export function keyHelp(): () => void {
  const close = element('button', { type: 'button' }, 'Close (Esc)');
  const rows = keys.flatMap(([key, meaning]) => [
    element('dt', {}, element('kbd', {}, key)),
    element('dd', {}, meaning),
  ]);
  const title = element('h2', { id: 'help-title' }, 'Keys');
  const bar = element('div', { class: 'bar' }, title, close);
  const inside = element('div', { class: 'inside' }, bar, element('dl', {}, ...rows));
  const dialog = element('dialog', { id: 'help', 'aria-labelledby': 'help-title' }, inside);
  close.addEventListener('click', () => dialog.close());
  document.body.append(dialog);
  return () => {
    if (document.querySelector('dialog[open]') === null) {
      dialog.showModal();
    }
  };
}
