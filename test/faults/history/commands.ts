import type { AsyncCommand } from 'fast-check';
import { checkTruth } from './check-truth';
import { checkInvariants, key, type Model } from './invariants';
import type { DeclaredVersions, DeployOptions, Resource, Stack } from './stack';
import { type Conditions, PACKAGES, type PackageName, type World } from './world';

/** The system that a history happens to. */
export interface System {
  readonly world: World;
  readonly stack: Stack;
}

/** Enough for three calls. */
export const CROWD = Array.from({ length: 230 }, (_, n) => `3.0.${n}`);

/** A declaration as a template's author thinks of it: pins are to what is there, or to what was. */
export interface Draft {
  readonly package: PackageName;
  readonly versions: readonly string[];
  /** Whether it names versions by the hundred, too. */
  readonly crowd: boolean;
  readonly pins: 'none' | 'right' | 'one stale';
  readonly expectedStatus?: string;
  readonly allowMissing: boolean;
  readonly readRevisions: boolean;
}

abstract class Step implements AsyncCommand<Model, System> {
  check() {
    return true;
  }

  async run(model: Model, system: System) {
    await this.happen(model, system);
    checkInvariants(model, system.world);
    await checkTruth(system.world, system.stack.resources);
  }

  protected abstract happen(model: Model, system: System): Promise<void>;

  abstract toString(): string;
}

/** Somebody deploys a declaration: a creation, or an update, and a rollback where that fails. */
export class Deploy extends Step {
  constructor(
    private readonly index: number,
    private readonly draft: Draft,
    private readonly options: DeployOptions,
  ) {
    super();
  }

  protected async happen(model: Model, { world, stack }: System) {
    const declared = declare(model, world, this.draft);
    await stack.deploy(stack.resources[this.index]!, declared, this.options);
  }

  toString() {
    const { index, draft, options } = this;
    return `deploy(${JSON.stringify({ index, draft, options })})`;
  }
}

/** Two stacks declare versions of one package, and are deployed at the same time. */
export class DeployBoth extends Step {
  constructor(
    private readonly drafts: readonly [Draft, Draft],
    private readonly conditions: Conditions,
  ) {
    super();
  }

  protected async happen(model: Model, { world, stack }: System) {
    const [first, second] = this.drafts;
    await Promise.all([
      stack.deploy(stack.resources[0]!, declare(model, world, first), { conditions: this.conditions }),
      stack.deploy(stack.resources[1]!, declare(model, world, { ...second, package: first.package })),
    ]);
  }

  toString() {
    return `deployBoth(${JSON.stringify({ drafts: this.drafts, conditions: this.conditions })})`;
  }
}

export class Remove extends Step {
  constructor(private readonly index: number) {
    super();
  }

  protected happen(_model: Model, { stack }: System) {
    return stack.remove(stack.resources[this.index]!);
  }

  toString() {
    return `remove(${this.index})`;
  }
}

export class DeliverAgain extends Step {
  constructor(
    private readonly index: number,
    private readonly conditions: Conditions,
  ) {
    super();
  }

  protected happen(_model: Model, { stack }: System) {
    return stack.deliverAgain(stack.resources[this.index]!, this.conditions);
  }

  toString() {
    return `deliverAgain(${JSON.stringify({ index: this.index, conditions: this.conditions })})`;
  }
}

export const CHANGES = [
  'publish',
  'archive',
  'unlist',
  'leave unfinished',
  'dispose',
  'delete',
  'republish',
  'delete the repository',
  'delete the domain',
] as const;

export type Change = (typeof CHANGES)[number];

/** What somebody else does, and to which version of which package. */
export interface ChangedVersion {
  readonly change: Change;
  readonly name: PackageName;
  readonly version: string;
}

/** Somebody else changes the repository. */
export class ChangeOutside extends Step {
  constructor(private readonly target: ChangedVersion) {
    super();
  }

  protected happen(_model: Model, { world }: System) {
    changeOutside(world.registry, this.target);
    return Promise.resolve();
  }

  toString() {
    const { change, name, version } = this.target;
    return `${change}(${name} ${version})`;
  }
}

export function changeOutside(registry: World['registry'], { change, name, version }: ChangedVersion) {
  const item = PACKAGES[name];
  const status = registry.version(item, version)?.status;
  if (change === 'delete the repository') {
    registry.deleteRepository(item.domain, item.repository);
  } else if (change === 'delete the domain') {
    registry.deleteDomain(item.domain);
  } else if (change === 'republish') {
    registry.republish(item, version);
  } else if (status === undefined) {
    if (change === 'publish') {
      registry.publish(item, version);
    }
  } else if (change === 'delete') {
    registry.delete(item, version);
  } else if (change === 'dispose') {
    registry.setStatus(item, version, 'Disposed');
  } else if (change !== 'publish' && status !== 'Disposed') {
    registry.setStatus(
      item,
      version,
      { archive: 'Archived', unlist: 'Unlisted', 'leave unfinished': 'Unfinished' }[change] as 'Archived',
    );
  }
}

/** Once all is calm again, what was declared last is deployed, and then once more. */
export async function checkConvergence(model: Model, system: System) {
  const { world, stack } = system;
  await world.calm();
  for (const resource of stack.resources.filter(({ attempted }) => attempted !== undefined)) {
    if (confirmsNothing(world)) {
      await deployUnconfirmed(model, system, resource);
    }
    const before = world.runs.length;
    const first = await deployAgain(model, system, resource);
    // The rollback of what is refused may dispose what was published again, and so take the reason of the refusal away.
    const rollbackDisposed = world.runs.slice(before + first.runs.length).some(({ sent }) => sent.length > 0);
    await world.freshReads();
    const second = await deployAgain(model, system, resource);
    expect([first.answer?.Status, ...(rollbackDisposed ? ['SUCCESS'] : [])]).toContain(second.answer?.Status);
    expect(second.runs.flatMap(({ sent }) => sent).length).toBeLessThanOrEqual(
      first.answer?.Status === 'SUCCESS' ? 0 : first.runs.flatMap(({ sent }) => sent).length,
    );
  }
}

/** Neither an answer nor the list after it shows that a version is disposed. */
function confirmsNothing({ codeArtifact: { variants } }: World): boolean {
  return variants.staleReads > 0 && variants.omit.includes('SuccessfulPackageVersionInfo.status');
}

/** What nothing confirms is told as a failure; the deployment after it, with fresh reads, has to settle it. */
async function deployUnconfirmed(model: Model, { world, stack }: System, resource: Resource) {
  const { answer, runs } = await stack.deploy(resource, resource.attempted!);
  checkInvariants(model, world);
  if (answer?.Status !== 'SUCCESS' && !mayFail(world, resource.attempted!, runs[0]!)) {
    expect(runs[0]!.answers[0]?.reason).toContain('NO_STATUS');
  }
  await world.freshReads();
}

async function deployAgain(model: Model, { world, stack }: System, resource: Resource) {
  const declared = resource.attempted!;
  const answered = await stack.deploy(resource, declared);
  checkInvariants(model, world);
  if (answered.answer?.Status !== 'SUCCESS') {
    expect(mayFail(world, declared, answered.runs[0]!)).toBe(true);
  }
  return answered;
}

/** Why a deployment may fail for good: it is refused, or the service says so of what it is asked. */
function mayFail(world: World, declared: DeclaredVersions, run: World['runs'][number]): boolean {
  const { omit, unfinished } = world.codeArtifact.variants;
  const [answer] = run.answers;
  const pins = Object.entries(declared.versionRevisions ?? {});
  const isOther = ([version, pin]: [string, string]) =>
    world.registry.version(PACKAGES[declared.package], version)?.revision !== pin;
  return (
    /are refused/.test(answer?.reason ?? '') ||
    run.repositoryMissing ||
    // Nothing tells then a missing package from a missing repository,
    (run.listError !== undefined && omit.includes('ResourceNotFoundException.resourceType')) ||
    // or what was pinned from what is there; that is for the call to find out.
    (omit.includes('PackageVersionSummary.revision') && pins.some(isOther)) ||
    (unfinished === 'NOT_ALLOWED' &&
      declared.versions.some((item) => world.status(declared.package, item) === 'Unfinished'))
  );
}

function declare(model: Model, world: World, draft: Draft): DeclaredVersions {
  const { package: name, pins, expectedStatus } = draft;
  const versions = draft.crowd ? [...draft.versions, ...CROWD] : draft.versions;
  versions.forEach((version) => model.declared.add(key({ package: name, version })));
  const revision = (version: string) => world.registry.version(PACKAGES[name], version)?.revision ?? 'never-published';
  const versionRevisions = Object.fromEntries(
    versions.map((version, n) => [version, pins === 'one stale' && n === 0 ? 'of-another-time' : revision(version)]),
  );
  return {
    package: name,
    versions,
    ...(pins === 'none' ? {} : { versionRevisions }),
    ...(expectedStatus === undefined ? {} : { expectedStatus }),
    ...(draft.allowMissing ? { allowMissing: 'true' } : {}),
    ...(draft.readRevisions ? { revisionAttributes: versions.slice(0, 5) } : {}),
  };
}
