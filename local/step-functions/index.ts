export * from './server';
export { StateMachine, type Execution, type HistoryEvent } from './state-machine';
