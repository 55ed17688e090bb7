export * from './server';
export type { S3Call, S3Fault, S3Operation } from './faults';
