export { CodeArtifactService, type CodeArtifactServiceOptions } from './server';
export { ServiceException } from './exceptions';
export type { Fault, RecordedCall } from './faults';
export { packageArn, type PackageCoordinates } from './names';
export type { RateLimit } from './rate-limit';
export { Registry, type PublishOptions } from './registry';
export type { OptionalMember, Variants } from './variants';
