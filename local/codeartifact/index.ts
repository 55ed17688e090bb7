export { CodeArtifactService, type CodeArtifactServiceOptions } from './server';
export { ServiceException } from './exceptions';
export { Faults, type Fault, type FaultName, type RawAnswer, type RecordedCall } from './faults';
export { packageArn, repositoryArn, type ArnScope, type PackageCoordinates } from './names';
export type { OperationName } from './operations';
export { defaultQuotas, type RateLimit } from './rate-limit';
export {
  Registry,
  type Asset,
  type PackageVersion,
  type PublishOptions,
  type RepositoryOptions,
  type SnapshotEntry,
} from './registry';
export { defaultVariants, type OptionalMember, type Variants } from './variants';
