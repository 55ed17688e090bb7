import type { ArchiveRecords } from '../../codeartifact/archive-records';
import type { CodeArtifact } from '../../codeartifact/codeartifact';
import type { ObjectStore } from '../../codeartifact/object-store';
import type { PacedHttpHandler } from '../../codeartifact/pace';
import type { PackageVersionContents } from '../../codeartifact/package-version-contents';
import type { Configuration } from './configuration';

/** The services of every run of the function. */
export interface Services {
  readonly store: ObjectStore;
  readonly records: ArchiveRecords;
  readonly configuration: Configuration;
  /** Makes the client of CodeArtifact that sends its requests through a handler. */
  readonly connect: (requestHandler: PacedHttpHandler) => CodeArtifact;
  /** Makes the client that reads the contents of versions in the same way. */
  readonly connectContents: (requestHandler: PacedHttpHandler) => Promise<PackageVersionContents>;
  /** Milliseconds before each repetition of a call that was not allowed. */
  readonly propagationPauses?: readonly number[];
}
