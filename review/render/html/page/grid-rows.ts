import type { Column } from './columns';
import { element, visible } from './dom';
import { countText, sizeText } from './formats';
import type { Group, SortKey } from './view';

/** The order of the rows, which the head shows. */
export interface GridOrder {
  readonly sort: SortKey;
  readonly descending: boolean;
}

/** The place and the marks of a row. */
interface RowState {
  /** From 0, below the head. */
  readonly index: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
}

export function headRow(
  columns: readonly Column[],
  { sort, descending }: GridOrder,
  onSort: (key: SortKey) => void,
): HTMLElement {
  const cells = columns.map((column) => {
    const isSorted = column.sort === sort;
    const arrow = isSorted ? (descending ? ' ▼' : ' ▲') : '';
    const head = element('button', { type: 'button', id: `sort-${column.sort}` }, column.label);
    head.append(element('span', { 'aria-hidden': 'true' }, arrow));
    head.addEventListener('click', () => onSort(column.sort));
    const order = isSorted ? (descending ? 'descending' : 'ascending') : 'none';
    return element('div', { role: 'columnheader', 'aria-sort': order, class: cellClass(column) }, head);
  });
  const check = element('div', { role: 'columnheader' }, element('span', { class: 'hidden' }, 'Selected'));
  return element('div', { role: 'row', class: 'row', 'aria-rowindex': 1 }, check, ...cells);
}

/** The only row of a grid without rows. */
export function emptyRow(): HTMLElement {
  const cell = element('div', { role: 'gridcell', class: 'wide' }, 'No version matches.');
  return element('div', { role: 'row', class: 'row' }, cell);
}

export function groupRow(
  group: Group,
  columns: readonly Column[],
  { isOpen, ...state }: RowState & { readonly isOpen: boolean },
): HTMLElement {
  const size = group.sizeUnknown === group.rows.length ? '' : `, ≤ ${sizeText(group.bytes)}`;
  const text = `${visible(group.label)}: ${countText(group.rows.length, 'version')}${size}`;
  return element(
    'div',
    { ...rowAttributes(state, 'row group'), 'aria-level': 1, 'aria-expanded': String(isOpen) },
    checkCell(state.isSelected),
    element(
      'div',
      { role: 'gridcell', class: 'wide', 'aria-colspan': columns.length },
      element('span', { 'aria-hidden': 'true' }, isOpen ? '▾ ' : '▸ '),
      text,
    ),
  );
}

export function versionRow(
  row: number,
  columns: readonly Column[],
  { isInGroup, ...state }: RowState & { readonly isInGroup: boolean },
): HTMLElement {
  const cells = columns.map((column) => {
    const text = column.text(row);
    return element('div', { role: 'gridcell', class: cellClass(column, text) }, text);
  });
  const level = isInGroup ? { 'aria-level': 2 } : {};
  return element('div', { ...rowAttributes(state, 'row'), ...level }, checkCell(state.isSelected), ...cells);
}

function rowAttributes({ index, isActive, isSelected }: RowState, className: string) {
  return {
    role: 'row',
    id: `row-${index}`,
    'aria-rowindex': index + 2,
    'aria-selected': String(isSelected),
    'data-index': index,
    class: isActive ? `${className} active` : className,
  };
}

function checkCell(isSelected: boolean): HTMLElement {
  return element(
    'div',
    { role: 'gridcell', class: 'check' },
    element('span', { 'aria-hidden': 'true' }, isSelected ? '☑' : '☐'),
    element('span', { class: 'hidden' }, isSelected ? 'selected' : 'not selected'),
  );
}

function cellClass({ sort, numeric }: Column, text = ''): string {
  const states = sort === 'verdict' || sort === 'pin' ? [`${sort}-${text.replaceAll(' ', '-')}`] : [];
  return ['foreign', ...(numeric ? ['numeric'] : []), ...states].join(' ');
}
