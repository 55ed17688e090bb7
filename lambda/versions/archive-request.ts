import type { ArchiveRecords } from '../../codeartifact/archive-records';
import type { Declaration } from '../../declaration/declaration';
import type { DeploymentRequest } from './check-versions';

/** A declaration that archives. */
export type ArchiveDeclaration = Declaration & Required<Pick<Declaration, 'archive'>>;

/** An event about a declaration that archives, and the services of its deployment. */
export type ArchiveRequest = DeploymentRequest & {
  readonly declaration: ArchiveDeclaration;
  readonly records: ArchiveRecords;
};

/** True if a request is about a declaration that archives. */
export function archives<T extends { readonly declaration: Declaration }>(
  request: T,
): request is T & { readonly declaration: ArchiveDeclaration } {
  return request.declaration.archive !== undefined;
}
