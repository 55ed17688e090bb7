import { Loopback } from './loopback';
import type { Panel } from './plot';
import type { Section } from './table';
import type { Handler, Workspace } from './workspace';

/** What every measurement has at hand. */
export interface Bench {
  readonly workspace: Workspace;
  readonly handlers: readonly Handler[];
  /** Rounds of process runs where start-up matters. */
  readonly rounds: number;
  /** Rounds where one run takes seconds, or varies little. */
  readonly fewRounds: number;
  /** Smaller sizes, to see that everything runs. */
  readonly quick: boolean;
}

export interface Measurement {
  readonly section: Section;
  readonly panels?: readonly Panel[];
}

export function handlerOf({ handlers }: Pick<Bench, 'handlers'>, name: Handler['name']): Handler {
  return handlers.find((handler) => handler.name === name)!;
}

/** Runs with services of its own. */
export async function onLoopback<T>(
  { workspace }: Pick<Bench, 'workspace'>,
  options: Parameters<typeof Loopback.start>[1],
  use: (loopback: Loopback) => Promise<T>,
): Promise<T> {
  const loopback = await Loopback.start(workspace, options);
  try {
    return await use(loopback);
  } finally {
    await loopback.stop();
  }
}
