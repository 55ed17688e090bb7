export * from './assembly';
export * from './custom-resource';
export * from './engine';
export * from './event-table';
export * from './lambda-function';
export * from './options';
export * from './response-endpoint';
export * from './stack';
export type { Json, JsonObject, Template } from './template';
