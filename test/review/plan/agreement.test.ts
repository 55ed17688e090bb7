import fc from 'fast-check';
import { type Answer, Deployment, type EventProperties } from '../../lambda/deployment';
import type { CodeArtifactService } from '../../../local/codeartifact';
import type { Base } from '../../../review/find/base';
import { declarationKey } from '../../../review/find/base';
import type { FoundDeclaration } from '../../../review/find/declarations';
import type { PlannedDeclaration, PlannedVersion } from '../../../review/plan/plan-model';
import { CodeArtifactReader } from '../../../review/read/codeartifact-reader';
import { reviewDeclarations } from '../../../review/plan/review-declarations';
import type { JsonObject, Stack } from '../../../template/values/template';
import { scalarsAsText } from '../../../template/values/expressions';
import { LEFT_PAD } from '../../fixtures/packages';

const STATUSES = ['Published', 'Unlisted', 'Archived', 'Unfinished', 'Disposed'] as const;
const NAMES = ['1.0.0', '1.1.0', '1.2.0', '2.0.0', 'v2.0.0', '2.0.0-rc.1'];

/** What a version of the registry is, and what a pin of it says. */
const published = fc.record({ name: fc.constantFrom(...NAMES), status: fc.constantFrom(...STATUSES) });
const pin = fc.constantFrom('none', 'none', 'right', 'right', 'right', 'wrong');

const declared = fc.record({
  versions: fc.uniqueArray(fc.constantFrom(...NAMES, '9.9.9'), { minLength: 1, maxLength: 5 }),
  pins: fc.array(pin, { minLength: 7, maxLength: 7 }),
  expectedStatus: fc.option(fc.constantFrom(...STATUSES), { nil: undefined, freq: 1 }),
  allowMissing: fc.boolean(),
});

const scenario = fc.record({
  registry: fc.uniqueArray(published, { selector: ({ name }) => name, minLength: 3, maxLength: 6 }),
  declared,
  before: fc.option(fc.record({ versions: declared, samePackage: fc.boolean() })),
  unfilteredList: fc.constantFrom('all' as const, 'without-archived' as const),
  missingPackage: fc.constantFrom('ResourceNotFoundException' as const, 'empty' as const),
});

let deployment: Deployment;

beforeAll(async () => {
  deployment = await Deployment.start();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_CODEARTIFACT: deployment.codeArtifact.endpoint,
    AWS_REGION: deployment.codeArtifact.region,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
});
afterAll(() => deployment.stop());

const STACK: Stack = {
  id: 'Disposal',
  name: 'Disposal',
  stackName: 'Disposal',
  account: '111122223333',
  region: 'us-east-1',
  template: { Resources: {} },
  nested: new Map(),
  deployments: [],
  constructPath: (logicalId) => `Disposal/${logicalId}`,
  fullPath: (logicalId) => `Disposal/${logicalId}`,
};

function found(properties: EventProperties): FoundDeclaration {
  return {
    stack: STACK,
    logicalId: 'LeftPad',
    constructPath: 'Disposal/LeftPad',
    properties: scalarsAsText(properties as JsonObject) as JsonObject,
    unknown: [],
    unknownVersions: [],
    unknownPins: new Map(),
    unknownConditions: [],
    assumptions: [],
    meaning: JSON.stringify(Object.entries(properties).sort()),
    notes: [],
  };
}

async function plan(
  properties: EventProperties,
  before: EventProperties | undefined,
): Promise<PlannedDeclaration | undefined> {
  const head = found(properties);
  const base: Base | undefined = before && new Map([[declarationKey(head), found(before)]]);
  const registry = new CodeArtifactReader({ concurrency: 4 });
  try {
    const reads = { sizes: false, publishedTimes: false, upstreams: false, notDeployed: true };
    return (await reviewDeclarations({ declarations: [head], base, registry, reads }, { showAll: true }))
      .declarations[0];
  } finally {
    registry.close();
  }
}

/** What became of a version, told from the registry alone. */
type Became = 'disposed' | 'nothing';

function expectedOf({ verdict }: PlannedVersion): Became {
  return verdict === 'will be disposed' ? 'disposed' : 'nothing';
}

test('The handler does what the plan says, version by version', async () => {
  let run = 0;
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(scenario, async ({ registry, declared, before, unfilteredList, missingPackage }) => {
      const item = { ...LEFT_PAD, package: `left-pad-${run++}` };
      const service: CodeArtifactService = deployment.codeArtifact;
      service.variants = { ...service.variants, unfilteredList, missingPackage };
      service.registry.createRepository(item.domain, item.repository);
      registry.forEach(({ name, status }) => service.registry.publish(item, name, { status }));
      const revisionOf = (version: string) => service.registry.version(item, version)?.revision;
      const propertiesOf = (
        { versions, pins, expectedStatus, allowMissing }: typeof declared,
        name = item.package,
      ) => ({
        ...item,
        package: name,
        domainOwner: '111122223333',
        versions,
        versionRevisions: Object.fromEntries(
          versions.flatMap((version, index) => {
            const kind = pins[index];
            return kind === 'none' ? [] : [[version, kind === 'right' ? (revisionOf(version) ?? 'none') : 'another']];
          }),
        ),
        ...(expectedStatus === undefined ? {} : { expectedStatus }),
        allowMissing: String(allowMissing),
      });
      const properties = propertiesOf(declared);
      const old = before ? propertiesOf(before.versions, before.samePackage ? item.package : 'right-pad') : undefined;

      const planned = await plan(properties, old);
      const statuses = new Map(
        declared.versions.map((version) => [version, service.registry.version(item, version)?.status]),
      );
      if (planned === undefined) {
        // CloudFormation sends no event where nothing changes.
        expect(properties).toEqual(old);
        return;
      }
      const answer: Answer = await (old ? deployment.update(properties, old) : deployment.create(properties));

      expect(answer.Status).toBe(planned.outcome === 'refused' ? 'FAILED' : 'SUCCESS');
      for (const version of planned.versions) {
        const name = version.version!;
        const now = service.registry.version(item, name)?.status;
        const became: Became = now === 'Disposed' && statuses.get(name) !== 'Disposed' ? 'disposed' : 'nothing';
        expect([name, became]).toEqual([name, expectedOf(version)]);
        expect(version.verdict === 'already disposed').toBe(statuses.get(name) === 'Disposed');
        if (version.verdict === 'refused') {
          expect(answer.Reason).toContain(`${name} ${version.code}: ${version.message}`);
        }
        seen.add(version.verdict);
      }
    }),
    { numRuns: 150 },
  );
  // The scenarios are worth nothing if they do not come upon every verdict.
  expect([...seen].sort()).toEqual([
    'already disposed',
    'deleted',
    'missing',
    'refused',
    'skipped',
    'will be disposed',
  ]);
});
