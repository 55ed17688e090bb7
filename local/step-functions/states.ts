/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The retries of a failed task. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
}

/** The next state after a task has failed for good. */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string;
}

/** A rule of a choice: what is used of the states language, a text that equals another. */
export interface ChoiceRule {
  readonly Variable: string;
  readonly StringEquals: string;
  readonly Next: string;
}

interface Following {
  readonly Next?: string;
  readonly End?: boolean;
}

export type State =
  | ({
      readonly Type: 'Task';
      readonly Resource: string;
      readonly Retry?: readonly Retrier[];
      readonly Catch?: readonly Catcher[];
      readonly TimeoutSeconds?: number;
    } & Following)
  | { readonly Type: 'Choice'; readonly Choices: readonly ChoiceRule[]; readonly Default?: string }
  | ({ readonly Type: 'Wait'; readonly Seconds: number } & Following)
  | { readonly Type: 'Succeed' }
  | {
      readonly Type: 'Fail';
      readonly Error?: string;
      readonly Cause?: string;
      /** Where the data has the error, instead of `Error`. */
      readonly ErrorPath?: string;
      readonly CausePath?: string;
    };

/** The embedded part of the Amazon States Language. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
}

const STATE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: ['Type', 'Resource', 'Retry', 'Catch', 'TimeoutSeconds', 'Next', 'End', 'Comment'],
  Choice: ['Type', 'Choices', 'Default', 'Comment'],
  Wait: ['Type', 'Seconds', 'Next', 'End', 'Comment'],
  Succeed: ['Type', 'Comment'],
  Fail: ['Type', 'Error', 'Cause', 'ErrorPath', 'CausePath', 'Comment'],
};

/**
 * Checks that a definition holds nothing that is not embedded, since that would be ignored.
 *
 * @throws an error that names the state and the field
 */
export function checkDefinition(value: unknown): Definition {
  const definition = value as Definition;
  for (const [name, state] of Object.entries(definition.States)) {
    const fields = STATE_FIELDS[state.Type];
    const unknown = Object.keys(state).filter((field) => !fields?.includes(field));
    if (fields === undefined || unknown.length > 0) {
      throw new Error(`The embedded Step Functions cannot run state ${name}: ${unknown.join(', ') || state.Type}.`);
    }
    const next = [
      'Next' in state ? state.Next : undefined,
      ...(state.Type === 'Task' ? (state.Catch ?? []).map(({ Next }) => Next) : []),
      ...(state.Type === 'Choice' ? [...state.Choices.map(({ Next }) => Next), state.Default] : []),
    ].filter((target) => target !== undefined);
    const missing = next.find((target) => !(target in definition.States));
    if (missing !== undefined) {
      throw new Error(`State ${name} must lead to a state of the definition; got ${missing}.`);
    }
  }
  if (!(definition.StartAt in definition.States)) {
    throw new Error(`StartAt must name a state of the definition; got ${definition.StartAt}.`);
  }
  return definition;
}
