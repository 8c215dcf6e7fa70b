import { element } from './element.ts';
import type { Spot } from './rows.ts';
import { idOf } from './rows.ts';

/** Where what is known of a cell is shown. */
export interface Panel {
  show(spot: Spot, parts: readonly Node[]): void;
  close(): void;
}

/** `onClose` is called when it was closed, with what it showed. */
export function cellPanel(onClose: (spot: Spot) => void): Panel {
  const dialog = element('dialog', { id: 'panel', 'aria-labelledby': 'panel-title' });
  let shown: Spot | undefined;
  dialog.addEventListener('close', () => {
    // It may show another cell by now.
    if (shown !== undefined && !dialog.open) {
      onClose(shown);
    }
  });
  dialog.addEventListener('click', ({ target }) => {
    // What lies beside the panel belongs to it: its backdrop.
    if (target === dialog) {
      dialog.close();
    }
  });
  document.body.append(dialog);
  return {
    show: (spot, parts) => {
      shown = spot;
      const close = element('button', { type: 'button' }, 'Close (Esc)');
      close.addEventListener('click', () => dialog.close());
      const title = element('h2', { id: 'panel-title' }, idOf(spot));
      dialog.replaceChildren(
        element(
          'div',
          { class: 'inside' },
          element('div', { class: 'bar' }, title, close),
          ...parts,
        ),
      );
      if (!dialog.open) {
        dialog.showModal();
      }
      dialog.scrollTop = 0;
    },
    close: () => dialog.close(),
  };
}
