import { ArchiveRecords } from '../../codeartifact/archive-records';
import { environmentCredentials } from '../../codeartifact/codeartifact';
import { ObjectStore } from '../../codeartifact/object-store';
import { ReportQueue } from '../../codeartifact/report-queue';
import { PROPAGATION_PAUSES } from '../event/propagation';

// The bundler makes a file of its own of this module. The function loads it for declarations that archive or wait, and for
// reports about restored versions.
export { archivePackageVersions, removeArchive } from '../versions/archive-package-versions';
export { recordReports } from '../versions/restored-versions';

/** Connects to the records, with the credentials of the function. */
export function createRecords(): ArchiveRecords {
  const connection = {
    region: process.env.AWS_REGION ?? '',
    credentials: environmentCredentials,
    propagationPauses: PROPAGATION_PAUSES,
  };
  return new ArchiveRecords(new ObjectStore(connection), new ReportQueue(connection));
}
