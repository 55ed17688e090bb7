import { makeColumns, type Column } from './columns';
import { element } from './dom';
import { countText } from './formats';
import type { Report } from './report';

/** Rows that are printed; more would be hundreds of pages. */
const MAX_PRINTED_ROWS = 1_000;

/**
 * Puts a plain table into the page while it is printed, since of the other one only the rows that
 * show are elements.
 */
export function printRows(report: Report, place: HTMLElement, rows: () => Int32Array) {
  addEventListener('beforeprint', () => {
    const all = rows();
    const columns = makeColumns(report);
    const left = all.length - MAX_PRINTED_ROWS;
    const note =
      left > 0
        ? `The first ${countText(MAX_PRINTED_ROWS, 'row')}; ${countText(left, 'more row')} in the file itself.`
        : countText(all.length, 'row');
    place.replaceChildren(element('p', {}, note), table(columns, all.subarray(0, MAX_PRINTED_ROWS)));
  });
  addEventListener('afterprint', () => place.replaceChildren());
}

function table(columns: readonly Column[], rows: Int32Array): HTMLElement {
  const head = columns.map(({ label }) => element('th', { scope: 'col' }, label));
  const body = Array.from(rows, (row) => element('tr', {}, ...columns.map(({ text }) => element('td', {}, text(row)))));
  return element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body));
}
