import { button, element, visible } from './dom';
import { listChoices, type Facet, type FacetId } from './facets';
import { numberText } from './formats';
import type { Query } from './view';

/** Choices of a list to pick from; packages are found by searching. */
const MAX_CHOICES = 60;

/** Milliseconds after a key before the search starts. */
const SEARCH_DELAY = 120;

/** The search, the filters and the grouping above the table. */
export class Controls {
  readonly root = element('div', { class: 'controls', role: 'search', 'aria-label': 'Find versions' });
  private readonly search = element('input', {
    type: 'search',
    id: 'search',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  private readonly filters = new Map<FacetId, HTMLSelectElement>();
  private readonly group: HTMLSelectElement;
  private readonly chips = element('div', { class: 'chips' });

  constructor(
    private readonly facets: readonly Facet[],
    private readonly change: (query: Partial<Query>) => void,
    private readonly reset: () => void,
  ) {
    this.group = select('group', [
      ['', 'nothing'],
      ...facets.map(({ id, label }) => [id, label.toLowerCase()] as const),
    ]);
    this.group.addEventListener('change', () =>
      change({ group: (this.group.value || undefined) as FacetId | undefined }),
    );
    let timer: ReturnType<typeof setTimeout> | undefined;
    this.search.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => change({ search: this.search.value }), SEARCH_DELAY);
    });
    this.root.append(
      labelled('Search', this.search),
      ...facets.flatMap((facet) => this.filter(facet) ?? []),
      labelled('Group by', this.group),
      this.chips,
    );
  }

  /** Shows the query that holds, wherever it was changed. */
  show(query: Query) {
    if (this.search.value !== query.search && document.activeElement !== this.search) {
      this.search.value = query.search;
    }
    this.group.value = query.group ?? '';
    this.filters.forEach((list, id) => (list.value = String(query.filters.get(id) ?? '')));
    const others = [...query.filters].filter(([id]) => !this.filters.has(id));
    const isNarrowed = query.filters.size > 0 || query.search !== '';
    this.chips.replaceChildren(
      ...others.map(([id, choice]) => this.chip(id, choice, query)),
      ...(isNarrowed ? [button('Show all versions', () => this.clear())] : []),
    );
  }

  private clear() {
    this.search.value = '';
    this.reset();
    this.search.focus();
  }

  private chip(id: FacetId, choice: number, { filters }: Query): HTMLElement {
    const { label } = this.facets.find((facet) => facet.id === id)!;
    const name = visible(listChoices(this.facets.find((facet) => facet.id === id)!)[choice].label);
    const remove = () => {
      this.change({ filters: new Map([...filters].filter(([other]) => other !== id)) });
      this.search.focus();
    };
    return button(`${label}: ${name} ✕`, remove, {
      class: 'foreign',
      'aria-label': `Remove the filter ${label}: ${name}`,
    });
  }

  private filter(facet: Facet): HTMLElement[] | undefined {
    const counts = countValues(facet);
    const choices = listChoices(facet)
      .map(({ label, values }, index) => ({
        label,
        index,
        count: [...values].reduce((sum, value) => sum + counts[value], 0),
      }))
      .filter(({ count }) => count > 0);
    if (choices.length < 2 || choices.length > MAX_CHOICES) {
      return undefined;
    }
    const list = select(`filter-${facet.id}`, [
      ['', 'all'],
      ...choices.map(({ label, index, count }) => [String(index), `${visible(label)} (${numberText(count)})`] as const),
    ]);
    list.addEventListener('change', () => {
      const filters = new Map(this.current());
      if (list.value === '') {
        filters.delete(facet.id);
      } else {
        filters.set(facet.id, Number(list.value));
      }
      this.change({ filters });
    });
    this.filters.set(facet.id, list);
    return [labelled(facet.label, list)];
  }

  /** Set by the holder of the query. */
  current: () => Query['filters'] = () => new Map();
}

function countValues({ values, valueOf }: Facet): Int32Array {
  const counts = new Int32Array(values.length);
  valueOf.forEach((value) => (counts[value] += 1));
  return counts;
}

function labelled(text: string, field: HTMLElement): HTMLElement {
  return element('div', { class: 'field' }, element('label', { for: field.id }, text), field);
}

function select(id: string, options: readonly (readonly [value: string, text: string])[]): HTMLSelectElement {
  return element('select', { id }, ...options.map(([value, text]) => element('option', { value }, text)));
}
