export { EventBus, type BusEvent, type Rule } from './event-bus';
