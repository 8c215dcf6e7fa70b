import type { PageData } from '../report/html/pageData.ts';
import { stateClasses } from '../report/html/pageData.ts';
import type { Outcome } from '../report/symbols.ts';
import { byId, element } from './element.ts';
import type { Filter } from './filter.ts';

/** What the controls tell of. */
interface Listeners {
  readonly onChange: (filter: Filter) => void;
  readonly onHelp: () => void;
}

/** The controls of the filter. */
export class FilterBar {
  readonly #data: PageData;
  readonly #states: readonly StateChip[];
  readonly #reason = choice('Reason');
  readonly #package = choice('Package');
  readonly #python = choice('Python');
  readonly #text = element('input', {
    type: 'search',
    placeholder: 'Find a release or a message',
    'aria-label': 'Text in releases and messages',
    title: '/',
  });
  readonly #told = element('output', { 'aria-live': 'polite' });

  constructor(data: PageData) {
    this.#data = data;
    this.#states = (Object.keys(stateClasses) as Outcome[]).map(chipOf);
    this.#package.offer(data.tables.map((table) => table.package));
    this.#python.offer(data.tables.flatMap(({ columns }) => columns.map(({ python }) => python)));
    this.count();
  }

  /** Counts what came of the cells: while a run goes on that changes. */
  count(): void {
    const { cells, verdicts } = this.#data;
    const byVerdict = new Map<number, number>();
    for (const { v } of cells) {
      byVerdict.set(v, (byVerdict.get(v) ?? 0) + 1);
    }
    const used = verdicts.map((verdict, v) => ({ ...verdict, count: byVerdict.get(v) ?? 0 }));
    for (const { input, label, count } of this.#states) {
      const own = used.filter(({ state }) => state === input.value);
      const sum = own.reduce((all, one) => all + one.count, 0);
      count.textContent = String(sum);
      label.hidden = sum === 0 && !input.checked;
    }
    this.#reason.offer(
      used.flatMap(({ reason, count }) => (count === 0 ? [] : [reason])).toSorted(),
    );
  }

  /** Puts the controls into the page. */
  open({ onChange, onHelp }: Listeners): void {
    const clear = element('button', { type: 'button' }, 'Show all');
    const help = element('button', { type: 'button' }, 'Keys (?)');
    const bar = element(
      'form',
      { role: 'search', 'aria-label': 'Filter of the grid', id: 'tools' },
      element(
        'fieldset',
        {},
        element('legend', {}, 'State'),
        ...this.#states.map(({ label }) => label),
      ),
      this.#text,
      clear,
      ...[this.#reason, this.#package, this.#python].map(({ label }) => label),
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
    for (const { input, label, count } of this.#states) {
      input.checked = filter.states.has(input.value);
      label.hidden = count.textContent === '0' && !input.checked;
    }
    this.#reason.input.value = filter.reason;
    this.#package.input.value = filter.package;
    this.#python.input.value = filter.python;
    // Whoever is typing keeps the cursor.
    if (this.#text.value !== filter.text) {
      this.#text.value = filter.text;
    }
    this.#told.textContent = `${cells} of ${this.#data.cells.length} cells`;
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

interface StateChip {
  readonly input: HTMLInputElement;
  readonly label: HTMLLabelElement;
  readonly count: HTMLElement;
}

function chipOf(state: Outcome): StateChip {
  const input = element('input', { type: 'checkbox', value: state });
  const count = element('b');
  const word = ` ${state.replaceAll('-', ' ')} `;
  const label = element('label', { class: `chip ${stateClasses[state]}` }, input, word, count);
  return { input, label, count };
}

interface Choice {
  readonly input: HTMLSelectElement;
  readonly label: HTMLLabelElement;
  /** Adds what can be chosen; it is shown where there is a choice. */
  offer(values: readonly string[]): void;
}

function choice(title: string): Choice {
  const input = element('select', {}, element('option', { value: '' }, 'all'));
  const label = element('label', {}, `${title} `, input);
  const known = new Set<string>();
  return {
    input,
    label,
    offer: (values) => {
      const fresh = [...new Set(values)].filter((value) => !known.has(value));
      fresh.forEach((value) => known.add(value));
      input.append(...fresh.map((value) => element('option', { value }, value)));
      label.hidden = known.size < 2;
    },
  };
}
