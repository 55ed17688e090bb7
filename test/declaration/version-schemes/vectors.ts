import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Format } from '../../../declaration/package-format';

/** Facts of one test suite or registry, whose name and licence the source gives. */
export interface Suite {
  readonly source: string;
  readonly order?: readonly (readonly [a: string, sign: '<' | '=' | '>', b: string])[];
  /** Only a lenient reader reads both. */
  readonly lenientOrder?: Suite['order'];
  readonly prereleases?: readonly string[];
  readonly releases?: readonly string[];
  readonly lenientPrereleases?: readonly string[];
  readonly lenientReleases?: readonly string[];
  readonly ranges?: readonly RangeCases[];
  readonly invalidRanges?: readonly string[];
  readonly valid?: readonly string[];
  readonly invalid?: readonly string[];
  readonly normalForms?: readonly (readonly [version: string, normalForm: string])[];
  /** Versions of a package, of which all latest ones come after all earlier ones. */
  readonly histories?: readonly { readonly latest: readonly string[]; readonly earlier: readonly string[] }[];
}

export interface RangeCases {
  readonly range: string;
  readonly includePrereleases?: true;
  /** Only a lenient reader reads the range or its versions. */
  readonly lenient?: true;
  readonly inside?: readonly string[];
  readonly outside?: readonly string[];
}

export function readSuites(format: Format): readonly Suite[] {
  const file = join(__dirname, '../../fixtures/versions', `${format}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { suites: Suite[] }).suites;
}
