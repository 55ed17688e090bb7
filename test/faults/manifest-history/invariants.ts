import type { ManifestEntry } from '../../../declaration/manifest';
import type { CleanUpAnswer } from '../../clean-up/clean-up-function';

/** One deployment of a history: what was there before, what went wrong on the way, and what came of it. */
export interface DeployedManifest {
  readonly entries: readonly ManifestEntry[];
  /** Versions that the check has to refuse, as `package version`. */
  readonly refused: readonly string[];
  /** Somebody else changed a version between check and disposal. */
  readonly isChanged: boolean;
  /** S3 failed so often that the start may have given up. */
  readonly mayNotStart: boolean;
  readonly answer: CleanUpAnswer;
  /** What the service disposed for the function, in this deployment. */
  readonly ledger: readonly { readonly version: string; readonly revision: string }[];
  /** What somebody else disposed meanwhile. */
  readonly byOthers: readonly string[];
  /** Packages that were listed before the first call that disposes; undefined if there was none. */
  readonly listedBefore?: ReadonlySet<string>;
  /** The outcome of each version in the report of this deployment. */
  readonly report: ReadonlyMap<string, string>;
  /** Versions of the record of all deployments. */
  readonly record: readonly string[];
  /** Every version that was ever disposed, by whomever. */
  readonly everDisposed: ReadonlySet<string>;
  /** Every version that was ever deleted. */
  readonly everDeleted: ReadonlySet<string>;
  /** Versions of the manifest that exist and are not disposed now. */
  readonly notDisposed: readonly string[];
}

const nameOf = ({ package: name, version }: ManifestEntry) => `${name} ${version}`;

/** What has to hold after each deployment. */
export const MANIFEST_INVARIANTS: Readonly<Record<string, (deployed: DeployedManifest) => void>> = {
  'nothing was disposed but what the merged manifest names, at the revision that it names': ({ entries, ledger }) => {
    const pins = new Map(entries.map((entry) => [nameOf(entry), entry.revision]));
    expect(ledger.filter(({ version, revision }) => pins.get(version) !== revision)).toEqual([]);
  },
  'nothing was disposed before every package of the manifest was listed': ({ entries, listedBefore }) => {
    const packages = new Set(entries.map((entry) => entry.package));
    expect(listedBefore ?? packages).toEqual(packages);
  },
  'nothing was disposed if anything had to be refused, and the reason says so': ({
    refused,
    ledger,
    answer,
    mayNotStart,
  }) => {
    if (refused.length > 0) {
      expect([ledger, answer.Status]).toEqual([[], 'FAILED']);
      expect(answer.Reason).toMatch(
        mayNotStart ? /^Nothing was disposed: / : /^Nothing was disposed: .* are refused: /,
      );
    }
  },
  'a deployment in which nothing had to be refused, and nobody interfered, succeeded': (deployed) => {
    const { refused, isChanged, mayNotStart, answer } = deployed;
    if (refused.length === 0 && !isChanged && !mayNotStart) {
      expect([answer.Status, answer.Reason]).toEqual(['SUCCESS', undefined]);
    }
  },
  'SUCCESS means that every version of the manifest that exists is disposed': ({ answer, notDisposed }) => {
    expect(answer.Status === 'SUCCESS' ? notDisposed : []).toEqual([]);
  },
  '"Nothing was disposed" means that nothing was disposed': ({ answer, ledger }) => {
    expect(answer.Reason?.startsWith('Nothing was disposed') ? ledger : []).toEqual([]);
  },
  'the report calls those versions disposed that were disposed meanwhile, and no others': ({
    ledger,
    byOthers,
    report,
  }) => {
    const disposed = ledger.map(({ version }) => version);
    const reported = [...report].filter(([, outcome]) => outcome === 'disposed').map(([version]) => version);
    expect(reported).toEqual(expect.arrayContaining(disposed));
    expect(reported.filter((version) => ![...disposed, ...byOthers].includes(version))).toEqual([]);
  },
  'what the report calls disposed before was disposed': ({ report, everDisposed }) => {
    const before = [...report].filter(([, outcome]) => outcome === 'already disposed').map(([version]) => version);
    expect(before.filter((version) => !everDisposed.has(version))).toEqual([]);
  },
  'the record names only what was disposed, or deleted by somebody after its check': (deployed) => {
    const { record, everDisposed, everDeleted } = deployed;
    expect(record.filter((version) => !everDisposed.has(version) && !everDeleted.has(version))).toEqual([]);
  },
  'no version was disposed twice': ({ ledger }) => {
    const versions = ledger.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)]);
  },
};
