import type { Column } from './columns';
import { element } from './dom';
import { emptyRow, type GridOrder, groupRow, headRow, versionRow } from './grid-rows';
import type { Selection } from './selection';
import type { Group, SortKey } from './view';
import { VirtualScroll } from './virtual-scroll';

/** Rows that are drawn above and below those that show, so that scrolling finds them there. */
const OVERSCAN = 8;

/** Height of a row in the page's font size, and on a narrow screen, where the package is on another line; the style sheet has the same. */
const ROW_HEIGHT = 2;
const NARROW_ROW_HEIGHT = 3.6;

const NARROW = matchMedia('(max-width: 44rem)');

interface GridActions {
  readonly sort: (key: SortKey) => void;
  readonly selectionChanged: () => void;
  /** Undefined for a group. */
  readonly activate: (row: number | undefined) => void;
}

/** The rows of the grid, and their order. */
interface GridContent extends GridOrder {
  readonly rows: Int32Array;
  readonly groups?: readonly Group[];
}

/**
 * The table of versions. Only visible rows exist as DOM elements. The grid itself has the
 * focus and names its active row, so that the keyboard reaches every row.
 */
export class Grid {
  readonly root = element('div', {
    id: 'versions',
    class: 'grid',
    tabindex: 0,
    'aria-label': 'Versions',
    'aria-multiselectable': 'true',
    'aria-describedby': 'grid-keys',
  });
  private readonly head = element('div', { role: 'rowgroup', class: 'head' });
  private readonly body = element('div', { role: 'rowgroup', class: 'body' });
  private readonly drawn = new Map<number, HTMLElement>();
  private readonly expanded = new Set<string>();
  private content: GridContent = { rows: new Int32Array(), sort: 'verdict', descending: false };
  /** A row, or the bitwise complement of a group's index. */
  private items: Int32Array = new Int32Array();
  private active = 0;
  private rangeStart = 0;
  private columns: readonly Column[] = [];
  private scroll = new VirtualScroll(0, 1, 0);

  constructor(
    private readonly allColumns: readonly Column[],
    private readonly selection: Selection,
    private readonly actions: GridActions,
  ) {
    this.root.append(this.head, this.body);
    this.root.addEventListener('scroll', () => this.draw());
    this.root.addEventListener('keydown', (event) => this.keyDown(event));
    this.body.addEventListener('click', (event) => this.click(event));
    new ResizeObserver(() => this.layOut()).observe(this.root);
    NARROW.addEventListener('change', () => this.layOut());
  }

  /** Shows other rows, from the first one on. */
  show(content: GridContent) {
    this.content = content;
    this.active = 0;
    this.rangeStart = 0;
    this.root.scrollTop = 0;
    this.root.setAttribute('role', content.groups ? 'treegrid' : 'grid');
    this.fillItems();
    this.layOut();
    this.actions.activate(this.activeRow);
  }

  /** Draws the changes of the selection. */
  refresh() {
    this.clearDrawn();
    this.draw();
  }

  private fillItems() {
    const { rows, groups } = this.content;
    if (!groups) {
      this.items = rows;
      return;
    }
    const length = groups.reduce((sum, group) => sum + 1 + (this.expanded.has(group.label) ? group.rows.length : 0), 0);
    this.items = new Int32Array(length);
    let index = 0;
    groups.forEach((group, groupIndex) => {
      this.items[index++] = ~groupIndex;
      if (this.expanded.has(group.label)) {
        this.items.set(group.rows, index);
        index += group.rows.length;
      }
    });
  }

  private layOut() {
    const chooseWidth = ({ width, narrowWidth }: Column) => (NARROW.matches ? narrowWidth : width);
    this.columns = this.allColumns.filter((column) => chooseWidth(column) !== undefined);
    const widths = this.columns.map(chooseWidth);
    // On a narrow screen, the package is above the other columns.
    this.root.style.setProperty('--columns', ['2.2rem', ...(NARROW.matches ? widths.slice(1) : widths)].join(' '));
    this.root.style.setProperty('--rows', String(Math.max(1, this.items.length)));
    this.root.setAttribute('aria-colcount', String(this.columns.length + 1));
    this.root.setAttribute('aria-rowcount', String(this.items.length + 1));
    this.drawHead();
    const rowHeight =
      (NARROW.matches ? NARROW_ROW_HEIGHT : ROW_HEIGHT) *
      parseFloat(getComputedStyle(document.documentElement).fontSize);
    const viewport = Math.max(rowHeight, this.root.clientHeight - this.head.offsetHeight);
    this.scroll = new VirtualScroll(Math.max(1, this.items.length), rowHeight, viewport);
    this.body.style.height = `${this.scroll.height}px`;
    this.refresh();
  }

  private drawHead() {
    const focused = this.head.contains(document.activeElement) ? document.activeElement?.id : undefined;
    this.head.replaceChildren(headRow(this.columns, this.content, this.actions.sort));
    if (focused) {
      document.getElementById(focused)?.focus();
    }
  }

  private draw() {
    const { scrollTop } = this.root;
    const first = Math.max(0, this.scroll.firstRow(scrollTop) - OVERSCAN);
    const end = Math.min(this.items.length, this.scroll.endRow(scrollTop) + OVERSCAN);
    for (const [index, row] of this.drawn) {
      if ((index < first || index >= end) && index !== this.active) {
        row.remove();
        this.drawn.delete(index);
      }
    }
    for (let index = first; index < end; index++) {
      this.place(index, scrollTop);
    }
    if (this.items.length === 0) {
      this.body.replaceChildren(emptyRow());
      this.root.removeAttribute('aria-activedescendant');
      return;
    }
    // The active row is an element wherever it is: assistive technology reads it.
    this.place(this.active, scrollTop);
    this.root.setAttribute('aria-activedescendant', `row-${this.active}`);
  }

  private place(index: number, scrollTop: number) {
    let row = this.drawn.get(index);
    if (!row) {
      row = this.rowElement(index);
      this.drawn.set(index, row);
      this.body.append(row);
    }
    row.style.transform = `translateY(${this.scroll.top(index, scrollTop)}px)`;
  }

  private rowElement(index: number): HTMLElement {
    const { groups } = this.content;
    const item = this.items[index];
    const isActive = index === this.active;
    if (item < 0) {
      const group = groups![~item];
      const isSelected = group.rows.every((row) => this.selection.has(row));
      const isOpen = this.expanded.has(group.label);
      return groupRow(group, this.columns, { index, isActive, isSelected, isOpen });
    }
    const isSelected = this.selection.has(item);
    return versionRow(item, this.columns, { index, isActive, isSelected, isInGroup: groups !== undefined });
  }

  private clearDrawn() {
    this.drawn.clear();
    this.body.replaceChildren();
  }

  private get activeRow(): number | undefined {
    const item = this.items[this.active];
    return item === undefined || item < 0 ? undefined : item;
  }

  private activate(index: number, extend: boolean) {
    if (this.items.length === 0) {
      return;
    }
    this.active = Math.min(this.items.length - 1, Math.max(0, index));
    if (extend) {
      const [from, to] = [this.rangeStart, this.active].sort((a, b) => a - b) as [number, number];
      this.select(
        this.items.subarray(from, to + 1).filter((item) => item >= 0),
        true,
      );
    } else {
      this.rangeStart = this.active;
    }
    this.root.scrollTop = this.scroll.scrollTopFor(this.active, this.root.scrollTop);
    this.refresh();
    this.actions.activate(this.activeRow);
  }

  private toggle(index: number) {
    const item = this.items[index];
    if (item === undefined) {
      return;
    }
    const rows = item < 0 ? this.content.groups![~item].rows : Int32Array.of(item);
    this.select(rows, !rows.every((row) => this.selection.has(row)));
  }

  private select(rows: Int32Array, selected: boolean) {
    this.selection.setAll(rows, selected);
    this.refresh();
    this.actions.selectionChanged();
  }

  private expand(index: number, open?: boolean) {
    const item = this.items[index];
    if (item === undefined || item >= 0) {
      return;
    }
    const { label } = this.content.groups![~item];
    if (open ?? !this.expanded.has(label)) {
      this.expanded.add(label);
    } else {
      this.expanded.delete(label);
    }
    this.fillItems();
    this.layOut();
  }

  private keyDown(event: KeyboardEvent) {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    if (event.target !== this.root || altKey) {
      return;
    }
    const page = Math.max(1, this.scroll.endRow(this.root.scrollTop) - this.scroll.firstRow(this.root.scrollTop) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.items.length - 1,
    };
    const command = ctrlKey || metaKey;
    if (Object.hasOwn(moves, key)) {
      this.activate(moves[key], shiftKey);
    } else if (key === ' ') {
      this.toggle(this.active);
    } else if (key === 'a' && command) {
      this.select(this.content.rows, true);
    } else if (key === 'ArrowRight' || key === 'ArrowLeft') {
      this.expand(this.active, key === 'ArrowRight');
    } else if (key === 'Enter') {
      this.expand(this.active);
    } else {
      return;
    }
    event.preventDefault();
  }

  private click(event: MouseEvent) {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>('[data-index]');
    if (!row) {
      return;
    }
    const index = Number(row.dataset['index']);
    const isCheck = target.closest('.check') !== null;
    this.activate(index, event.shiftKey);
    if (isCheck && !event.shiftKey) {
      this.toggle(index);
    } else if (!isCheck) {
      this.expand(index);
    }
  }
}
