export { SqsService } from './server';
