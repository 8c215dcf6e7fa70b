import { byId, element } from './element.ts';

/** Where one goes from part to part of a grid that is too large for one page. */
export interface Pager {
  show(part: number, parts: number): void;
}

export function pager(onGo: (part: number) => void): Pager {
  const told = element('span', { 'aria-live': 'polite' });
  let current = 0;
  const button = (text: string, step: number): HTMLButtonElement => {
    const made = element('button', { type: 'button' }, text);
    made.addEventListener('click', () => onGo(current + step));
    return made;
  };
  const [back, on] = [button('Back', -1), button('Next', 1)];
  const bar = element(
    'nav',
    { 'aria-label': 'Parts of the grid', hidden: true },
    back,
    ' ',
    told,
    ' ',
    on,
  );
  byId('tables').before(bar);
  return {
    show: (part, parts) => {
      current = part;
      bar.hidden = parts < 2;
      back.disabled = part === 0;
      on.disabled = part === parts - 1;
      told.textContent = `Part ${part + 1} of ${parts}`;
    },
  };
}
