import { forgetTimes } from './archive-times';
import type { ArchiveRequest } from './archive-request';
import { withRecord } from './check-versions';
import { DisposalError } from './failure';
import { restoreUndeclared } from './restore';

/**
 * Does what the deletion of a resource that archives asks for: it restores what the resource archived, if the declaration
 * says so. What stays archived loses its time, since nobody watches the versions any more.
 *
 * @throws DisposalError if a version could not be restored
 */
export async function deleteArchive(request: ArchiveRequest): Promise<void> {
  const { declaration, records, log } = request;
  const { record: location } = declaration.archive;
  const { package: pkg } = declaration;
  try {
    const forget = () => records.update(location, pkg, ({ archived }) => forgetTimes(archived, [...archived.keys()]));
    const record = await withRecord(declaration, forget, 'Nothing was restored');
    await restoreUndeclared(request, record, []);
  } catch (error) {
    // Without a restoreTo there is nothing that the operator could miss, and a deletion must succeed.
    if (declaration.archive.restoreTo !== undefined || !(error instanceof DisposalError)) {
      throw error;
    }
    log.failure(error.failure);
  }
}
