import { expectationOf } from './oracle';
import type { Run } from './run';
import { type DisposedVersion, type PackageName, SECRETS, type World } from './world';

/** What the history so far has declared; the model that the handler is held against. */
export interface Model {
  readonly declared: Set<string>;
  runs: number;
  calls: number;
  disposals: number;
}

/** What holds after every step of a history, in the words of the documentation. */
export const INVARIANTS: readonly string[] = [
  'nothing was disposed that nobody declared, or whose revision is another than was pinned and seen, or whose status was not expected;',
  'a declaration that had to be refused disposed nothing, and its reason names what is refused;',
  'an event that CloudFormation may have given up made no call;',
  'an event of unknown age disposed nothing, and failed for its age only if it had something to dispose;',
  'a version that is disposed already was never sent again;',
  'SUCCESS means that every declared version is disposed, or may be missing;',
  'a failure names each version that is not disposed, or says how many more there are;',
  'each run that ended well gave exactly one answer, valid, of at most 4096 bytes and with the physical id of the resource;',
  'no log line and no error holds a response URL or a secret;',
  'the policies of the synthesized stack allowed every call;',
  '`check` says of each declared version what is so: that it is as declared, back, not disposed, or without a record;',
  'once all is calm again, what was declared last succeeds or is refused, and a repetition finds nothing left to do;',
  'where neither the answers nor the reads after them confirm a disposal, one more deployment does.',
];

export const key = (item: { readonly package: string; readonly version: string }) => `${item.package} ${item.version}`;

/** Checks all that happened since the last check. */
export function checkInvariants(model: Model, world: World) {
  const ledger = world.ledger.slice(model.disposals);
  const runs = world.runs.slice(model.runs);
  model.disposals = world.ledger.length;
  model.runs = world.runs.length;

  expect(ledger.filter((disposed) => !mayBeDisposed(disposed, model, world))).toEqual([]);
  runs.forEach((run) => checkCalls(run));
  expect(runs.filter((run) => run.age === 'late' && run.lists.length + run.sent.length > 0)).toEqual([]);
  runs.filter(({ age }) => age === 'unknown').forEach((run) => checkUnknownAge(run));
  expect(world.disposals.slice(model.calls).filter(({ body }) => !isPinned(body))).toEqual([]);
  model.calls = world.disposals.length;
  runs.forEach((run) => checkRefusal(run));
  runs.forEach((run) => checkLog(run));
  for (const run of runs) {
    expect(run.answers.length).toBeLessThanOrEqual(1);
    const [answer] = run.answers;
    if (answer?.status === 'SUCCESS') {
      checkSuccess(run, world);
    } else if (answer) {
      checkFailure(run, answer.reason!, world);
    }
  }
  new Set(runs.map(({ event }) => event)).forEach((event) => checkDeliveries(event, world));
}

/** Nothing undeclared is disposed, and nothing but what a run saw, pinned, and asked for. */
function mayBeDisposed(disposed: DisposedVersion, model: Model, world: World): boolean {
  const asked = world.runs.filter(
    ({ event, sent }) =>
      event.ResourceProperties.package === disposed.package &&
      sent.some(({ revisions }) => revisions.get(disposed.version) === disposed.revision),
  );
  const expected = asked.map(({ event }) => event.ResourceProperties.expectedStatus as string | undefined);
  return (
    model.declared.has(key(disposed)) && expected.some((status) => status === undefined || status === disposed.status)
  );
}

/** Each call names declared versions that the latest list did not show as disposed, at the revision of the first. */
function checkCalls({ declared, event, lists, sent }: Run) {
  const pins = new Map(Object.entries((event.ResourceProperties.versionRevisions ?? {}) as Record<string, string>));
  const names = new Set(declared);
  for (const { revisions, listsBefore } of sent) {
    const sentAmiss = [...revisions].filter(
      ([version, revision]) =>
        !names.has(version) ||
        lists[listsBefore - 1]?.get(version)?.status === 'Disposed' ||
        revision !== (lists[0]?.get(version)?.revision ?? pins.get(version)) ||
        revision !== (pins.get(version) ?? revision),
    );
    expect(sentAmiss).toEqual([]);
    expect(revisions.size).toBeLessThanOrEqual(100);
  }
}

/** Over the wire, each version goes with the revision that it must have. */
function isPinned(body: unknown): boolean {
  const { versions, versionRevisions = {} } = body as { versions: string[]; versionRevisions?: Record<string, string> };
  return JSON.stringify([...versions].sort()) === JSON.stringify(Object.keys(versionRevisions).sort());
}

/** A refused declaration calls nobody to dispose, and names what is refused. */
function checkRefusal(run: Run) {
  const { refused } = expectationOf(run);
  const reason = run.answers[0]?.reason ?? '';
  if (refused.length > 0) {
    expect(run.sent).toEqual([]);
    expect(run.answers.map(({ status }) => status)).not.toContain('SUCCESS');
  }
  if (/versions of .* are refused/.test(reason)) {
    expect(named(reason, refused) + more(reason)).toBe(refused.length);
    expect(refused.length).toBeGreaterThan(0);
  }
  if (reason.startsWith('Nothing was disposed')) {
    expect(run.sent).toEqual([]);
  }
}

/** An event of unknown age may list, so that a rollback with nothing to dispose is not stuck; it sends nothing. */
function checkUnknownAge(run: Run) {
  expect(run.sent).toEqual([]);
  const [answer] = run.answers;
  if (!answer || run.event.RequestType === 'Delete') {
    return;
  }
  const { refused, absent } = expectationOf(run);
  const [list] = run.lists;
  const pending = run.declared.filter(
    (version) => !absent.includes(version) && list?.get(version)?.status !== 'Disposed',
  );
  const mustFailForAge = list !== undefined && !run.repositoryMissing && refused.length === 0 && pending.length > 0;
  expect(/the age of the event is not known/.test(answer.reason ?? '')).toBe(mustFailForAge);
  if (list !== undefined && refused.length === 0 && pending.length === 0) {
    expect(answer.status).toBe('SUCCESS');
  }
}

/** Every declared version is disposed, or may be missing. */
function checkSuccess(run: Run, world: World) {
  if (run.event.RequestType === 'Delete') {
    expect([...run.lists, ...run.sent]).toEqual([]);
    return;
  }
  expect(run.lists.length).toBeGreaterThan(0);
  expect(leftOf(run, world)).toEqual([]);
  // What is taken for missing is missing, and not only from the list.
  const since = new Set(world.publications.slice(run.publicationsBefore).map(key));
  const name = run.event.ResourceProperties.package as PackageName;
  const present = expectationOf(run).absent.filter((version) => world.status(name, version) !== undefined);
  expect(present.filter((version) => !since.has(key({ package: name, version })))).toEqual([]);
}

/** A failure after a call names each version that is not disposed, or says how many more there are. */
function checkFailure(run: Run, reason: string, world: World) {
  if (reason.startsWith('Nothing was disposed')) {
    return;
  }
  const left = leftOf(run, world);
  const [, failed, all] = /^(\d+) of (\d+) versions/.exec(reason) ?? [];
  expect(Number(all)).toBe(run.declared.length);
  expect(Number(failed)).toBeGreaterThanOrEqual(left.length);
  expect(Number(failed)).toBeLessThanOrEqual(run.declared.length);
  expect(named(reason, left) + more(reason)).toBeGreaterThanOrEqual(left.length);
}

/** The declared versions that are not done: neither disposed, nor free to be missing. */
function leftOf(run: Run, world: World): string[] {
  const name = run.event.ResourceProperties.package as PackageName;
  const disposed = new Set(world.ledger.slice(run.ledgerBefore).map(key));
  const absent = new Set(expectationOf(run).absent);
  return run.declared.filter(
    (version) =>
      !absent.has(version) &&
      world.status(name, version) !== 'Disposed' &&
      !run.lists.some((list) => list.get(version)?.status === 'Disposed') &&
      !disposed.has(key({ package: name, version })),
  );
}

/** One answer to each run that ended well, as CloudFormation reads it, all with the same physical id. */
function checkDeliveries(event: Run['event'], world: World) {
  const { deliveries } = world.cloudFormation;
  const sent = deliveries.filter(({ requestId }) => requestId === event.RequestId);
  const finished = world.runs.filter((run) => run.event === event && run.ended === 'answered');
  expect(sent.filter(({ status }) => status === 200)).toHaveLength(finished.length);
  for (const { body } of sent) {
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
    const answer = JSON.parse(body) as Record<string, unknown>;
    const { StackId, RequestId, LogicalResourceId } = event;
    expect(answer).toMatchObject({ StackId, RequestId, LogicalResourceId });
    expect(answer.PhysicalResourceId).toBe(
      ('PhysicalResourceId' in event && event.PhysicalResourceId) || LogicalResourceId,
    );
    expect(answer.Status === 'SUCCESS' ? answer.Data : answer.Reason).toBeTruthy();
    if (answer.Status === 'SUCCESS' && event.RequestType !== 'Delete') {
      checkData(event, answer.Data as Record<string, unknown>);
    }
  }
}

/** A key that is missing would fail the stack after the work was done. */
function checkData({ ResourceProperties: properties }: Run['event'], data: Record<string, unknown>) {
  const attributes = (properties.revisionAttributes ?? []) as readonly string[];
  expect(Object.keys(data)).toHaveLength(1 + attributes.length);
  expect(Object.values(data).every((value) => typeof value === 'string')).toBe(true);
  expect(Number(data.DisposedCount)).toBeLessThanOrEqual((properties.versions as readonly string[]).length);
}

/** Nobody who reads the log, or the error that Lambda prints, can answer in the handler's place. */
function checkLog({ event, logLines, error = '' }: Run) {
  const text = [...logLines, error].join('\n');
  for (const secret of ['X-Amz-', new URL(event.ResponseURL).host, ...SECRETS]) {
    expect(text).not.toContain(secret);
  }
}

/** How many of the versions the text names, each with its code or beside another one of the same reason. */
function named(text: string, versions: readonly string[]): number {
  const others = [...text.matchAll(OTHERS)].flatMap(([, names]) => names!.split(', '));
  const entries = text.split(/[:;] /).flatMap((entry) => /^(\S+) \S+$/.exec(entry)?.[1] ?? []);
  const names = new Set([...entries, ...others]);
  return versions.filter((version) => names.has(version)).length;
}

/** How many the text counts without their names. */
function more(text: string): number {
  const [, count = '0'] = /; and (\d+) more\./.exec(text) ?? [];
  const inGroups = [...text.matchAll(OTHERS)].reduce((sum, [, , number]) => sum + Number(number), 0);
  return Number(count) + inGroups;
}

const OTHERS = /\(also (.*?) and (\d+) more\)/g;
