import { button, element, visible } from './dom';
import type { Facet, FacetId } from './facets';
import { countText, numberText, sizeText } from './formats';
import type { PictureId } from '../report-data';
import type { Report } from './report';

/** Bars of a picture; the rest is one bar. */
const MAX_BARS = 8;

interface Bar {
  readonly label: string;
  readonly text: string;
  /** The value of the facet that the bar stands for. */
  readonly choice?: number;
  /** Bytes or versions; a bar for many others has no length, which would make all of the rest short. */
  readonly value?: number;
  /** Beside the value, in a picture of parts. */
  readonly stays?: number;
  /** True if the reader has to notice the bar. */
  readonly isUrgent?: boolean;
}

interface Picture {
  readonly title: string;
  /** The facet whose values the bars stand for. */
  readonly facet: FacetId;
  readonly bars: readonly Bar[];
}

type Choose = (facet: FacetId, choice: number) => void;

/**
 * The lost versions, as tables with bars: by package and namespace, age and status, and beside those that stay. A label filters the table of versions.
 */
export function pictures(report: Report, facets: readonly Facet[], choose: Choose): readonly HTMLElement[] {
  const facet = (id: FacetId) => facets.find((each) => each.id === id)!;
  const { sizesRead, labels } = report.data;
  const measure = sizesRead ? 'Bytes' : 'Versions';
  const byMeasure = (id: FacetId, noun: string): Picture => ({
    title: `${measure} by ${noun}`,
    facet: id,
    bars: largest(makeBars(report, facet(id), sizesRead), sizesRead),
  });
  const makers: Readonly<Record<PictureId, () => Picture>> = {
    remainders: () => remainders(report, facet('package')),
    package: () => byMeasure('package', 'package'),
    namespace: () => byMeasure('namespace', 'namespace'),
    age: () => ({ title: 'Versions by age', facet: 'age', bars: makeBars(report, facet('age'), false) }),
    status: () => ({
      title: `Versions by ${labels.status.toLowerCase()}`,
      facet: 'status',
      bars: largest(makeBars(report, facet('status'), false), false),
    }),
  };
  const figures = report.data.pictures.map((id) => picture(makers[id](), labels.nothingLost, choose));
  return figures.length === 0
    ? []
    : [element('h2', {}, labels.lostTitle), element('div', { class: 'pictures' }, ...figures)];
}

/** The lost versions of each value that has any. */
function makeBars(
  report: Report,
  { values, valueOf, ordered }: Facet,
  inBytes: boolean,
): Required<Omit<Bar, 'stays' | 'isUrgent'>>[] {
  const sums = new Float64Array(values.length);
  const counts = new Int32Array(values.length);
  for (let row = 0; row < report.rowCount; row++) {
    if (report.isLost(row)) {
      sums[valueOf[row]] += inBytes ? (report.size(row) ?? 0) : 1;
      counts[valueOf[row]] += 1;
    }
  }
  const bars = values
    .map((label, choice) => ({ label, choice, value: sums[choice], text: valueText(sums[choice], inBytes) }))
    .filter(({ choice }) => counts[choice] > 0);
  return ordered ? bars : bars.sort((a, b) => b.value - a.value);
}

/** The largest bars, and how much all others are. */
function largest(bars: readonly Required<Omit<Bar, 'stays' | 'isUrgent'>>[], inBytes: boolean): Bar[] {
  const others = bars.slice(MAX_BARS);
  const rest = others.reduce((sum, { value }) => sum + value, 0);
  const text = valueText(rest, inBytes);
  return [...bars.slice(0, MAX_BARS), ...(others.length === 0 ? [] : [{ label: othersText(others.length), text }])];
}

/** The rest beside the losses; packages that lose everything come first. */
function remainders(report: Report, packageFacet: Facet): Picture {
  const summaries = report.packageSummaries();
  const ordered = report.data.packages
    .map(({ remaining }, choice) => ({ remaining, choice, goes: summaries[choice].lost }))
    .filter(({ goes }) => goes > 0)
    .sort((a, b) => Number(b.remaining === 0) - Number(a.remaining === 0) || b.goes - a.goes);
  const bars = ordered.slice(0, MAX_BARS).map(({ remaining, choice, goes }): Bar => ({
    label: packageFacet.values[choice],
    choice,
    value: goes,
    stays: remaining ?? 0,
    text: changeText(goes, remaining),
    isUrgent: remaining === 0,
  }));
  const others = ordered.slice(MAX_BARS);
  if (others.length > 0) {
    const goes = others.reduce((sum, other) => sum + other.goes, 0);
    const stays = others.reduce((sum, { remaining }) => sum + (remaining ?? 0), 0);
    const atLeast = others.some(({ remaining }) => remaining === null) ? 'at least ' : '';
    bars.push({
      label: othersText(others.length),
      text: `${numberText(goes)} go, ${atLeast}${numberText(stays)} stay`,
    });
  }
  const emptied = ordered.filter(({ remaining }) => remaining === 0).length;
  const title = 'Versions before and after';
  return {
    title: emptied === 0 ? title : `${title}: nothing stays of ${countText(emptied, 'package')}`,
    facet: 'package',
    bars,
  };
}

function picture({ title, facet, bars }: Picture, nothingLost: string, choose: Choose): HTMLElement {
  const most = Math.max(1, ...bars.map(({ value = 0 }) => value));
  const rows = bars.map(({ label, value, stays, text, choice, isUrgent }) => {
    const labelText = visible(label);
    const name =
      choice === undefined
        ? labelText
        : button(labelText, () => choose(facet, choice), {
            class: 'link foreign',
            'aria-label': `Show only ${labelText}`,
          });
    const bar = element('div', { class: 'bar' });
    if (value !== undefined) {
      const whole = stays === undefined ? most : value + stays;
      bar.append(part('goes', value / whole), ...(stays === undefined ? [] : [part('stays', stays / whole)]));
    }
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      element('td', { class: 'bars', 'aria-hidden': 'true' }, bar),
      element('td', { class: isUrgent ? 'numeric urgent' : 'numeric' }, text),
    );
  });
  moveByArrows(rows.flatMap((row) => row.querySelector('button') ?? []));
  const body =
    rows.length === 0
      ? element('p', {}, nothingLost)
      : element('table', { 'aria-label': title }, element('tbody', {}, ...rows));
  return element('figure', {}, element('figcaption', {}, title), body);
}

/** One stop of the Tab key for all buttons of a picture; the arrow keys move between them. */
function moveByArrows(buttons: readonly HTMLButtonElement[]) {
  buttons.forEach((each, index) => {
    each.tabIndex = index === 0 ? 0 : -1;
    each.addEventListener('keydown', (event) => {
      const next = buttons[index + (event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0)];
      if (next !== undefined && next !== each) {
        event.preventDefault();
        each.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
      }
    });
  });
}

function part(className: string, share: number): HTMLElement {
  const made = element('div', { class: className });
  made.style.width = `${share * 100}%`;
  return made;
}

/** The versions of a package before and after. */
function changeText(goes: number, remaining: number | null): string {
  if (remaining === null) {
    return `${numberText(goes)} go, rest unknown`;
  }
  return `${numberText(goes + remaining)} before, ${remaining === 0 ? 'nothing' : numberText(remaining)} after`;
}

function othersText(count: number): string {
  return count === 1 ? '1 other' : `${numberText(count)} others`;
}

function valueText(value: number, inBytes: boolean): string {
  return inBytes ? sizeText(value) : numberText(value);
}
