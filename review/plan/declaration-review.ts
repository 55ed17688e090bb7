import type { Verdict } from '../../declaration/decide';
import type { FoundDeclaration } from '../find/declarations';
import type { ArchiveHistory } from '../../declaration/archive-record';
import type { PackageListing, ReadResult, Sources } from '../read/codeartifact-reader';
import type { ValidatedDeclaration } from './validate';

/** What was read of a version that is about to be disposed; absent where it was not asked for. */
export interface VersionDetails {
  readonly publishedTime?: ReadResult<Date | undefined>;
  readonly size?: ReadResult<number | undefined>;
}

/** A declaration with everything that was seen of it. */
export interface DeclarationReview {
  readonly checked: ValidatedDeclaration;
  /** The same declaration in the base. */
  readonly base?: FoundDeclaration;
  /** The rules that selected its versions, by version, as far as a manifest names them; default: none. */
  readonly rules?: ReadonlyMap<string, string>;
  /** Absent where the declaration cannot be reviewed anyway. */
  readonly seen?: ReadResult<PackageListing>;
  readonly verdicts?: readonly Verdict[];
  /** The versions that a rollback of the deployment disposes, since the base declares them; absent where it has none. */
  readonly rollback?: ReadResult<readonly string[]>;
  /** What the verdicts rest on besides the templates and the list, a sentence each. */
  readonly notes?: readonly string[];
  /** When versions were archived and restored; absent where no verdict needs it. */
  readonly history?: ReadResult<ArchiveHistory>;
  readonly sources?: ReadResult<Sources>;
  readonly details: ReadonlyMap<string, VersionDetails>;
}
