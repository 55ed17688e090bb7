export { type EventSourceMapping, type QueuePolicy, SqsService, type SqsServiceOptions } from './server';
