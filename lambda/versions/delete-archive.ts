import { forgetTimes } from './archive-times';
import { withRecord } from './check-versions';
import { DisposalError } from '../event/failure';
import { type ChangeResult } from './batches';
import { type RestoreContext, restoreUndeclared } from './restore';

/**
 * Does what the deletion of a resource that archives asks for: it restores what the resource archived, if the declaration
 * says so. What stays archived loses its time, since nobody watches the versions any more.
 *
 * @returns the versions that were restored
 * @throws DisposalError if a version could not be restored
 */
export async function deleteArchive(request: RestoreContext): Promise<ChangeResult[]> {
  const { declaration, records, log } = request;
  const { record: location } = declaration.archive;
  const { package: pkg } = declaration;
  try {
    const forget = () => records.update(location, pkg, ({ archived }) => forgetTimes(archived, [...archived.keys()]));
    const { archived } = await withRecord(declaration, forget, 'Nothing was restored');
    return await restoreUndeclared(request, archived, []);
  } catch (error) {
    // Without a restoreTo there is nothing that the operator could miss, and a deletion must succeed.
    if (declaration.archive.restoreTo !== undefined || !(error instanceof DisposalError)) {
      throw error;
    }
    log.failure(error.failure);
    return [];
  }
}
