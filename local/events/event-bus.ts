import { matchesPattern, type Pattern } from './pattern';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An event as EventBridge shows it to rules. */
export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: { readonly [key: string]: Json };
}

/** A rule: its targets are functions or queues, with an input transformer or without. */
export interface Rule {
  readonly pattern: Pattern;
  readonly targets: readonly Target[];
  /** Invokes the function, or sends to the queue, that is a target. */
  readonly deliver: (targetArn: string, input: unknown) => Promise<unknown>;
}

interface Target {
  readonly Arn: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/** EventBridge, embedded: the default bus of an account and a Region. */
export class EventBus {
  private readonly rules = new Map<string, Rule>();
  private readonly deliveries = new Set<Promise<unknown>>();

  register(ruleArn: string, rule: Rule): void {
    this.rules.set(ruleArn, rule);
  }

  unregister(ruleArn: string): void {
    this.rules.delete(ruleArn);
  }

  /** Delivers an event to the targets of every rule that matches it. */
  put(event: BusEvent): void {
    for (const { pattern, targets, deliver } of this.rules.values()) {
      if (matchesPattern(pattern, event)) {
        targets.forEach((target) => this.track(deliver(target.Arn, makeInput(target, event))));
      }
    }
  }

  /** Waits until every event has been delivered, and its invocations have ended. */
  async idle(): Promise<void> {
    while (this.deliveries.size > 0) {
      await Promise.allSettled(this.deliveries);
    }
  }

  private track(delivery: Promise<unknown>): void {
    const settled = delivery.finally(() => this.deliveries.delete(settled));
    this.deliveries.add(settled);
    settled.catch(() => undefined);
  }
}

/** A placeholder stands for the JSON of its value; inside a string of the template it would be text, which is not embedded. */
function makeInput({ InputTransformer: transformer }: Target, event: BusEvent): unknown {
  if (transformer === undefined) {
    return event;
  }
  const filled = transformer.InputTemplate.replace(/<(\w+)>/g, (placeholder, name: string) => {
    const path = transformer.InputPathsMap?.[name];
    return path === undefined ? placeholder : (JSON.stringify(valueAt(event, path)) ?? '');
  });
  return JSON.parse(filled);
}

/** `$.detail.packageVersion` */
function valueAt(event: BusEvent, path: string): unknown {
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, name) => (Object(value) as Record<string, unknown>)[name], event);
}
