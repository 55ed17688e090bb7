import { makeColumns } from './columns';
import { Controls } from './controls';
import { decodeReport } from './decode-report';
import { details } from './details';
import { button, byId, element } from './dom';
import { makeFacets } from './facets';
import type { FacetId } from './facets';
import { countText, numberText } from './formats';
import { Grid } from './grid';
import { copyLines } from './copy-lines';
import { makeHash, readHash } from './link';
import { pictures } from './pictures';
import { printRows } from './print';
import { Report } from './report';
import { Selection } from './selection';
import { COPY_FORMATS } from './selection-texts';
import { dangersSection, declarationsSection, headlineSection, unreadSection } from './summary';
import { type Query, View } from './view';

const GRID_KEYS =
  'Arrow keys, Page Up, Page Down, Home and End move; Space selects, Shift with an arrow selects on; Ctrl+A selects all shown; right and left open and close a group.';

async function open() {
  const state = byId('state');
  try {
    const report = new Report(await decodeReport(byId('plan-data').textContent));
    byId('plan-data').remove();
    show(report, byId('report'));
    state.remove();
    addSkipLinks();
    document.documentElement.dataset['opened'] = 'true';
  } catch (error) {
    state.className = 'unread';
    state.textContent = `The report cannot be opened, and nothing may be concluded from it: ${String(error)} Make it again, or use plan --format markdown.`;
  }
}

/** Links before everything else. They move the focus without changing the address, which keeps the query. */
function addSkipLinks() {
  const links = [
    ['search', 'Skip to the search'],
    ['versions', 'Skip to the versions'],
  ].map(([id = '', text]) => {
    const link = element('a', { class: 'skip', href: `#${id}` }, text);
    link.addEventListener('click', (event) => {
      event.preventDefault();
      byId(id).focus();
    });
    return link;
  });
  document.body.prepend(...links);
}

function show(report: Report, main: HTMLElement) {
  const facets = makeFacets(report);
  const view = new View(report, facets);
  const selection = new Selection(report);
  const link = readHash(location.hash, facets);
  selection.selectRanges(link.ranges);
  let query: Query = link.query;
  let rows = view.rows(query);

  const shownText = element('p', { role: 'status', id: 'shown' });
  const selectedText = element('p', { role: 'status', id: 'selected' });
  const detailsPane = element('aside', { class: 'details', 'aria-label': 'Details of the active row' });
  const printed = element('div', { class: 'printed' });
  const controls = new Controls(facets, change, () => change({ search: '', filters: new Map() }));
  controls.current = () => query.filters;
  const grid = new Grid(makeColumns(report), selection, {
    sort: (sort) => change({ sort, descending: sort === query.sort && !query.descending }),
    selectionChanged: saySelection,
    activate: (row) => detailsPane.replaceChildren(...(row === undefined ? [] : details(report, row, choose))),
  });
  const copies = COPY_FORMATS.map((format) =>
    button(`Copy as ${format.name}`, () => {
      void copyLines(selection.copy(format), format.name).then((text) => (selectedText.textContent = text));
    }),
  );

  main.append(
    ...[unreadSection(report), dangersSection(report), headlineSection(report), declarationsSection(report)].filter(
      (section) => section !== undefined,
    ),
    ...pictures(report, facets, choose),
    element('h2', { id: 'versions-title' }, 'Versions'),
    controls.root,
    shownText,
    element(
      'div',
      { class: 'selection' },
      button('Select all shown', () => selectShown(true)),
      button('Clear the selection', () => selectShown(false)),
      ...copies,
      selectedText,
    ),
    grid.root,
    element('p', { id: 'grid-keys', class: 'fine' }, GRID_KEYS),
    detailsPane,
    printed,
  );
  printRows(report, printed, () => rows);
  update();
  saySelection();
  addEventListener('hashchange', followLink);

  function change(part: Partial<Query>) {
    query = { ...query, ...part };
    rows = view.rows(query);
    update();
  }

  function update() {
    controls.show(query);
    const groups = query.group === undefined ? undefined : view.groups(rows, query.group);
    const inGroups = groups ? ` in ${countText(groups.length, 'group')}` : '';
    shownText.textContent = `${numberText(rows.length)} of ${countText(report.rowCount, report.data.labels.noun)}${inGroups}`;
    keepLink();
    grid.show({ rows, groups, sort: query.sort, descending: query.descending });
  }

  /** Keeps the query and the selection in the address, without a step of the browser's history. */
  function keepLink() {
    const hash = makeHash(query, facets, selection);
    if (hash !== location.hash.slice(1)) {
      history.replaceState(null, '', `#${hash}`);
    }
  }

  function followLink() {
    const { query: linked, ranges } = readHash(location.hash, facets);
    selection.selectRanges(ranges);
    change(linked);
    saySelection();
  }

  function choose(facet: FacetId, choice: number) {
    change({ filters: new Map(query.filters).set(facet, choice) });
    grid.root.focus();
  }

  function selectShown(selected: boolean) {
    if (selected) {
      selection.setAll(rows, true);
    } else {
      selection.clear();
    }
    grid.refresh();
    saySelection();
  }

  function saySelection() {
    selectedText.textContent = `${countText(selection.count, 'version')} selected`;
    copies.forEach((copy) => (copy.disabled = selection.count === 0));
    keepLink();
  }
}

void open();
