/** What keys do in the grid. */
export interface GridKeys {
  readonly open: (cell: HTMLTableCellElement) => void;
  readonly search: () => void;
  readonly help: () => void;
}

const steps: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Where the keys are in the grid. */
export interface GridFocus {
  /** Makes the first cell that is shown the one that Tab reaches, where the last one is shown no more. */
  enter(): void;
  focus(cell: HTMLTableCellElement): void;
}

/** Arrows move, Enter opens, `/` goes to the filter, `?` explains. One cell at a time can be reached by Tab. */
export function watchKeys(tables: HTMLElement, { open, search, help }: GridKeys): GridFocus {
  let current: HTMLTableCellElement | undefined;
  const makeCurrent = (cell: HTMLTableCellElement | undefined): void => {
    current?.removeAttribute('tabindex');
    current = cell;
    current?.setAttribute('tabindex', '0');
  };
  const focus = (cell: HTMLTableCellElement): void => {
    makeCurrent(cell);
    cell.focus();
  };
  tables.addEventListener('keydown', (event) => {
    const cell = event.target;
    const step = steps[event.key];
    if (!(cell instanceof HTMLTableCellElement)) {
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(cell);
    } else if (step !== undefined) {
      event.preventDefault();
      focus(neighbourOf(cell, step) ?? cell);
    }
  });
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLElement && event.target.matches('input,select');
    if (typing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === '/') {
      event.preventDefault();
      search();
    } else if (event.key === '?') {
      help();
    }
  });
  const enter = (): void => {
    if (current?.isConnected !== true || current.matches('[hidden] *')) {
      const first = tables.querySelector<HTMLTableCellElement>('tr:not([hidden]) td[class]');
      makeCurrent(first ?? undefined);
    }
  };
  return { enter, focus };
}

/** The next cell in a direction that is shown, over the ends of tables too. */
function neighbourOf(
  cell: HTMLTableCellElement,
  [down, right]: readonly [number, number],
): HTMLTableCellElement | undefined {
  if (right !== 0) {
    const beside = right > 0 ? cell.nextElementSibling : cell.previousElementSibling;
    return beside instanceof HTMLTableCellElement && beside.tagName === 'TD' ? beside : undefined;
  }
  const rows = [
    ...document.querySelectorAll<HTMLTableRowElement>('#tables tbody tr:not([hidden])'),
  ];
  const own = rows.findIndex((row) => row === cell.parentElement);
  const row = rows[own + down];
  return row?.cells[Math.min(cell.cellIndex, row.cells.length - 1)];
}
