import { assetsText, copyText, pinText, publishedText, remarkTexts, versionText } from './columns';
import { button, element, foreign } from './dom';
import type { FacetId } from './facets';
import { numberText } from './formats';
import { packageUrl } from './package-url';
import { packageLabel, type Report } from './report';

/** Everything about one row, where its cells are too narrow. */
export function details(
  report: Report,
  row: number,
  choose: (facet: FacetId, choice: number) => void,
): readonly HTMLElement[] {
  const { data } = report;
  const pkg = report.package(row);
  const declaration = report.declaration(row);
  const entries: readonly (readonly [string, readonly string[]])[] = [
    ['Package', [packageLabel(pkg)]],
    ['Repository', [pkg.location]],
    ['Version', [versionText(report, row)]],
    ['Package URL', [report.version(row) === null ? '' : (packageUrl(pkg, report.version(row)!) ?? '')]],
    [data.labels.verdict, [report.verdict(row)]],
    ['Remarks', remarkTexts(report, row)],
    ['Rule', [report.rule(row)]],
    [data.labels.status, [report.status(row)]],
    ['Guard', [declaration.expectedStatus === '' ? 'none' : `expects ${declaration.expectedStatus}`]],
    ['Cold copy', [copyText(report, row)]],
    ['Revision', [report.revision(row)]],
    ['Pin', [pinText(report, row), data.columns.pinnedRevision[row]]],
    [data.labels.published, [publishedText(report, row)]],
    ['Assets', [assetsText(report, row)]],
    ['Stays of the package', [pkg.remaining === null ? 'not known' : numberText(pkg.remaining)]],
    ...(data.comparedToBase
      ? [['Since the base', [['declared before', 'added', 'not declared'][data.columns.added[row]]]] as const]
      : []),
    ['Declared in', [declaration.constructPath]],
    ['Taken for granted', declaration.notes],
  ];
  const list = entries.flatMap(([term, texts]) => {
    const lines = texts.filter((text) => text !== '');
    return lines.length === 0
      ? []
      : [element('dt', {}, term), ...lines.map((text) => element('dd', {}, foreign(text)))];
  });
  return [
    element('h3', {}, 'Active row'),
    element('dl', {}, ...list),
    button('Show only this package', () => choose('package', declaration.package)),
  ];
}
