import type { PageData } from '../report/html/pageData.ts';
import { stateClasses } from '../report/html/pageData.ts';
import { byId, element } from './element.ts';
import type { Filter } from './filter.ts';

/** What the controls tell of. */
interface Listeners {
  readonly onChange: (filter: Filter) => void;
  readonly onHelp: () => void;
}

/** The controls of the filter. */
export class FilterBar {
  readonly #all: number;
  readonly #states: readonly Control<HTMLInputElement>[];
  readonly #reason: Control<HTMLSelectElement>;
  readonly #package: Control<HTMLSelectElement>;
  readonly #python: Control<HTMLSelectElement>;
  readonly #text = element('input', {
    type: 'search',
    placeholder: 'release, message ( / )',
    'aria-label': 'Text in releases and messages',
  });
  readonly #told = element('output', { 'aria-live': 'polite' });

  constructor(data: PageData) {
    const used = [...new Set(data.cells.map(({ v }) => v))].flatMap((v) => data.verdicts[v] ?? []);
    const states = new Set<string>(used.map(({ state }) => state));
    const pythons = data.tables.flatMap(({ columns }) => columns.map(({ python }) => python));
    this.#all = data.cells.length;
    this.#states = Object.keys(stateClasses)
      .filter((state) => states.has(state))
      .map(checkbox);
    this.#reason = choice('Reason', used.map(({ reason }) => reason).toSorted());
    this.#package = choice(
      'Package',
      data.tables.map((table) => table.package),
    );
    this.#python = choice('Python', pythons);
  }

  /** Puts the controls into the page. */
  open({ onChange, onHelp }: Listeners): void {
    const clear = element('button', { type: 'button' }, 'Show all');
    const help = element('button', { type: 'button' }, 'Keys ( ? )');
    const choices = [this.#reason, this.#package, this.#python].filter(
      ({ input }) => input.options.length > 2,
    );
    const legend = element('legend', {}, 'State');
    const bar = element(
      'form',
      { role: 'search', 'aria-label': 'Filter of the grid', id: 'tools' },
      element('fieldset', {}, legend, ...this.#states.map(({ label }) => label)),
      ...choices.map(({ label }) => label),
      this.#text,
      clear,
      help,
      this.#told,
    );
    bar.addEventListener('input', () => onChange(this.#asked()));
    bar.addEventListener('submit', (event) => event.preventDefault());
    clear.addEventListener('click', () => {
      bar.reset();
      onChange(this.#asked());
    });
    help.addEventListener('click', onHelp);
    byId('tools').replaceWith(bar);
  }

  /** Shows a filter in the controls, and how many cells it lets through. */
  show(filter: Filter, cells: number): void {
    for (const { input } of this.#states) {
      input.checked = filter.states.has(input.value);
    }
    this.#reason.input.value = filter.reason;
    this.#package.input.value = filter.package;
    this.#python.input.value = filter.python;
    // Whoever is typing keeps the cursor.
    if (this.#text.value !== filter.text) {
      this.#text.value = filter.text;
    }
    this.#told.textContent = `${cells} of ${this.#all} cells`;
  }

  focus(): void {
    this.#text.focus();
  }

  #asked(): Filter {
    const states = this.#states.filter(({ input }) => input.checked);
    return {
      states: new Set(states.map(({ input }) => input.value)),
      reason: this.#reason.input.value,
      package: this.#package.input.value,
      python: this.#python.input.value,
      text: this.#text.value,
    };
  }
}

interface Control<T> {
  readonly input: T;
  readonly label: HTMLLabelElement;
}

function checkbox(state: string): Control<HTMLInputElement> {
  const input = element('input', { type: 'checkbox', value: state });
  return { input, label: element('label', {}, input, ` ${state}`) };
}

function choice(title: string, values: readonly string[]): Control<HTMLSelectElement> {
  const options = [...new Set(values)].map((value) => element('option', { value }, value));
  const input = element('select', {}, element('option', { value: '' }, 'all'), ...options);
  return { input, label: element('label', {}, `${title} `, input) };
}
