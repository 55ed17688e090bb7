import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RESOURCE_TYPE } from '../../../declaration/resource-type';
import { checkDeclarations } from '../../../review/check/check-declarations';
import type { CheckReport, DeclaredState } from '../../../review/check/check-report';
import { findDeclarations } from '../../../review/find/declarations';
import { CodeArtifactReader } from '../../../review/read/codeartifact-reader';
import { readAssembly } from '../../../template/read/assembly';
import { TemplateValues } from '../../../template/values/template-values';
import type { CodeArtifactService } from '../../../local/codeartifact';
import { writeAssembly } from '../../review/assembly-of-templates';
import { type DeclaredVersions, type Resource, toProperties } from './stack';
import { PACKAGES, type World } from './world';

/** A version in the registry itself, whatever the service answers of it. */
interface Truth {
  readonly status?: string;
  readonly revision?: string;
}

/** Checks that `check` says of each declaration that somebody tried to deploy what is so. */
export async function checkTruth(world: World, resources: readonly Resource[]): Promise<void> {
  for (const { attempted } of resources) {
    if (attempted !== undefined) {
      await checkDeclared(world, attempted);
    }
  }
}

async function checkDeclared(world: World, declared: DeclaredVersions): Promise<void> {
  await world.freshReads();
  const before = readTruths(world, declared);
  const { packages, problems } = await checkTemplate(world, declared);
  const after = readTruths(world, declared);
  const versions = packages.flatMap((pkg) => pkg.versions);
  expect(versions.map(({ version }) => version)).toEqual(declared.versions);
  const falseStates = versions.filter(({ version, state }, n) => {
    // A call of a process that was killed may still be carried out.
    const isStill = before[n]?.status === after[n]?.status && before[n]?.revision === after[n]?.revision;
    const truth = problems.length > 0 ? 'unknown' : findState(world, declared, { ...after[n], version: version ?? '' });
    return isStill && state !== truth;
  });
  expect(falseStates).toEqual([]);
}

function readTruths({ registry }: World, { package: name, versions }: DeclaredVersions): Truth[] {
  return versions.map((version) => registry.version(PACKAGES[name], version) ?? {});
}

function findState(
  { codeArtifact: { variants } }: World,
  { versionRevisions = {}, allowMissing }: DeclaredVersions,
  { version, status, revision }: Truth & { readonly version: string },
): DeclaredState {
  if (status === undefined) {
    return allowMissing === 'true' ? 'as declared' : 'record deleted';
  }
  if (status === 'Disposed') {
    return 'as declared';
  }
  // Without a revision in the list, nothing tells the declared content from another one.
  const isKnown = !variants.omit.includes('PackageVersionSummary.revision');
  return isKnown && versionRevisions[version] === revision ? 'not disposed' : 'back';
}

/** Runs `check` for a template with the declaration. */
async function checkTemplate({ codeArtifact }: World, declared: DeclaredVersions): Promise<CheckReport> {
  const directory = mkdtempSync(join(tmpdir(), 'history-'));
  try {
    const resource = { Type: RESOURCE_TYPE, Properties: toProperties(declared) };
    const template = { Resources: { Disposal: resource } };
    return await runCheck(codeArtifact, writeAssembly(directory, { Disposal: { template } }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Runs `check` for an assembly. */
export async function runCheck(service: CodeArtifactService, assembly: string): Promise<CheckReport> {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_CODEARTIFACT: service.endpoint,
    AWS_REGION: service.region,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  const registry = new CodeArtifactReader({ concurrency: 2 });
  try {
    const { stacks, assets } = readAssembly(assembly);
    const values = new TemplateValues(stacks, { parameters: new Map() });
    const declarations = findDeclarations(stacks, values, { assets, acknowledged: new Set() });
    return await checkDeclarations({ declarations, problems: [], registry, undeclared: false });
  } finally {
    registry.close();
  }
}
