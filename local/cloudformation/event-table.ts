import { styleText } from 'node:util';
import type { Stack, StackEvent } from './stack';

/** The stream that the table is written to. */
export interface EventTableStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

type Style = 'bold' | 'cyan' | 'green' | 'red' | 'yellow';

const STATUS_WIDTH = 23;
const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** Writes the events of stacks as `cdk deploy` does: one line each, with the progress, the time and the reason. */
export class EventTable {
  private readonly progress = new Map<string, EventProgress>();
  private readonly failures: [StackEvent, Stack][] = [];
  private readonly coloured: boolean;

  constructor(
    private readonly stream: EventTableStream = process.stdout,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    this.coloured = isColoured(stream, environment);
  }

  /** Writes one event. It is the engine's `onEvent`. */
  readonly write = (event: StackEvent, stack: Stack): void => {
    if (isStart(event)) {
      this.progress.set(event.stackName, new EventProgress(stack.resourcesTotal));
    }
    const progress = this.progress.get(event.stackName) ?? new EventProgress(stack.resourcesTotal);
    progress.count(event);
    const isCancellation = event.reason?.endsWith('cancelled') === true;
    if (event.status.endsWith('_FAILED') && event.resourceType !== STACK_TYPE && !isCancellation) {
      this.failures.push([event, stack]);
    }
    this.stream.write(`${this.line(event, stack, progress)}\n`);
  };

  /** Repeats the failures since the last call, as `cdk deploy` does at its end. */
  writeFailures(): void {
    if (this.failures.length > 0) {
      this.stream.write('\nFailed resources:\n');
    }
    for (const [event, stack] of this.failures.splice(0)) {
      this.stream.write(`${this.line(event, stack)}\n`);
    }
  }

  private line(event: StackEvent, stack: Stack, progress?: EventProgress): string {
    const failed = event.status.includes('FAILED');
    const style = chooseStyle(event.status);
    const name = event.constructPath;
    const typeWidth = Math.max(STACK_TYPE.length, ...stack.resourceTypes.map((type) => type.length));
    const columns = [
      event.stackName,
      ...(progress === undefined ? [] : [progress.toString()]),
      event.time.toLocaleTimeString('en-US'),
      this.styled(style, event.status.slice(0, STATUS_WIDTH).padEnd(STATUS_WIDTH)),
      event.resourceType.padEnd(typeWidth),
    ];
    const logicalId = name === event.logicalId ? '' : ` (${event.logicalId})`;
    const reason = event.reason === undefined ? '' : ` ${this.styled(['bold', failed ? 'red' : 'cyan'], event.reason)}`;
    return `${columns.join(' | ')} | ${this.styled(['bold', ...style], name)}${logicalId}${reason}`;
  }

  private styled(style: Style[], text: string): string {
    return this.coloured && style.length > 0 ? styleText(style, text, { validateStream: false }) : text;
  }
}

/** Counts completed resources up, and down again when a rollback undoes them. */
class EventProgress {
  private done = 0;
  private readonly total: number;
  private readonly completed = new Set<string>();
  private readonly cleanedUp = new Set<string>();

  constructor(resources: number) {
    this.total = resources + 1;
  }

  count({ status, logicalId }: StackEvent): void {
    // The clean-up after an update counts for the stack. The last event of the stack then does not count.
    const isCleanUp = status.endsWith('_COMPLETE_CLEANUP_IN_PROGRESS');
    if (!isCleanUp && (!status.endsWith('_COMPLETE') || this.cleanedUp.delete(logicalId))) {
      return;
    }
    if (isCleanUp) {
      this.cleanedUp.add(logicalId);
    }
    this.done = Math.max(0, this.done + (this.completed.has(logicalId) ? -1 : 1));
    this.completed.add(logicalId);
  }

  toString(): string {
    const total = String(this.total);
    return `${String(this.done).padStart(total.length)}/${total}`;
  }
}

function isStart({ resourceType, status }: StackEvent): boolean {
  return (
    resourceType === STACK_TYPE && ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS'].includes(status)
  );
}

function chooseStyle(status: string): Style[] {
  if (status.includes('FAILED')) {
    return ['red'];
  }
  if (status.includes('ROLLBACK')) {
    return ['yellow'];
  }
  return status.includes('COMPLETE') ? ['green'] : [];
}

/** NO_COLOR overrides FORCE_COLOR, and both override the kind of the stream. */
function isColoured(stream: EventTableStream, environment: NodeJS.ProcessEnv): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force } = environment;
  if (no !== undefined && no !== '') {
    return false;
  }
  if (force !== undefined && force !== '') {
    return force !== '0' && force !== 'false';
  }
  return stream.isTTY === true;
}
