import { listChoices, type Facet } from './facets';
import type { Selection } from './selection';
import { FIRST_QUERY, type Query, SORT_KEYS, type SortKey } from './view';

/** Characters of the ranges of selected rows; a longer link is cut by programs on its way. */
const MAX_RANGES = 4_000;

/** The part of the page's address that keeps the query and the selection, so that a colleague sees the same. */
export function makeHash(query: Query, facets: readonly Facet[], selection: Selection): string {
  const parameters = new URLSearchParams();
  if (query.search !== '') {
    parameters.set('search', query.search);
  }
  for (const facet of facets) {
    const choice = query.filters.get(facet.id);
    const label = choice === undefined ? undefined : listChoices(facet)[choice]?.label;
    if (label !== undefined) {
      parameters.set(facet.id, label);
    }
  }
  if (query.sort !== FIRST_QUERY.sort || query.descending) {
    parameters.set('sort', query.descending ? `-${query.sort}` : query.sort);
  }
  if (query.group !== undefined) {
    parameters.set('group', query.group);
  }
  const ranges = selection.ranges();
  if (ranges !== '' && ranges.length <= MAX_RANGES) {
    parameters.set('selected', ranges);
  }
  return parameters.toString();
}

/** Reads what makeHash wrote. Whatever this report does not have is left out. */
export function readHash(hash: string, facets: readonly Facet[]): { readonly query: Query; readonly ranges: string } {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const sort = parameters.get('sort') ?? '';
  const key = sort.replace(/^-/, '');
  const isKnown = (SORT_KEYS as readonly string[]).includes(key);
  const filters = new Map(
    facets.flatMap((facet) => {
      const label = parameters.get(facet.id);
      const choice = label === null ? -1 : listChoices(facet).findIndex((each) => each.label === label);
      return choice < 0 ? [] : [[facet.id, choice] as const];
    }),
  );
  return {
    query: {
      search: parameters.get('search') ?? '',
      filters,
      sort: isKnown ? (key as SortKey) : FIRST_QUERY.sort,
      descending: isKnown && sort.startsWith('-'),
      group: facets.find(({ id }) => id === parameters.get('group'))?.id,
    },
    ranges: parameters.get('selected') ?? '',
  };
}
