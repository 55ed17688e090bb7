import { createHash } from 'node:crypto';
import { displayName } from '../declaration/package-format';
import {
  type Plan,
  type PlannedDeclaration,
  type PlannedVersion,
  SCHEMA_VERSION,
  type Warning,
} from '../review/plan/plan-model';
import { countTotals } from '../review/plan/totals';

const VERSIONS_OF_PACKAGE = 33;
const NAMESPACES = ['acme-ui', 'acme-api', 'acme-tools', 'build', 'legacy', undefined];
const EXAMPLE_WORDS = ['button', 'client', 'router', 'schema', 'worker', 'logger', 'theme', 'parser', 'cache', 'forms'];
const EXAMPLE_RULES = ['older-than-a-year', 'archived', 'pre-releases'];
const NEWEST = Date.UTC(2026, 0, 31);
const DAY = 86_400_000;

/** A plan as for the clean-up of a repository. It is the same for the same number of versions. */
export function examplePlan(versionCount: number): Plan {
  const random = randomNumbers();
  const declarations: PlannedDeclaration[] = [];
  for (let made = 0; made < versionCount; made += VERSIONS_OF_PACKAGE) {
    declarations.push(
      exampleDeclaration(declarations.length, Math.min(VERSIONS_OF_PACKAGE, versionCount - made), random),
    );
  }
  return {
    schemaVersion: SCHEMA_VERSION,
    comparedToBase: true,
    complete: true,
    totals: countTotals(declarations, 0, true),
    problems: [],
    unresolved: [],
    acknowledged: [],
    declarations,
  };
}

function exampleDeclaration(index: number, versionCount: number, random: () => number): PlannedDeclaration {
  const namespace = NAMESPACES[index % NAMESPACES.length];
  const name = `${EXAMPLE_WORDS[index % EXAMPLE_WORDS.length]}-${Math.floor(index / EXAMPLE_WORDS.length)}`;
  const isGuarded = random() < 0.8;
  const oldest = NEWEST - (200 + random() * 2_500) * DAY;
  const size = 10 ** (4 + random() * 3);
  return {
    stack: 'CleanUp',
    stackId: 'CleanUp',
    account: '111122223333',
    region: 'eu-west-1',
    constructPath: `CleanUp/${name}`,
    logicalId: `CleanUp${index}`,
    outcome: 'will dispose',
    package: {
      domain: 'my-domain',
      domainOwner: '111122223333',
      repository: 'my-repo',
      format: 'npm',
      namespace,
      package: name,
    },
    displayName: displayName('npm', namespace, name),
    location: 'my-domain/my-repo',
    ...(isGuarded ? { expectedStatus: 'Archived' } : {}),
    allowMissing: false,
    notes: [],
    remainingVersions: random() < 0.002 ? 0 : 1 + Math.floor(random() * 20),
    versions: Array.from({ length: versionCount }, (_, versionIndex): PlannedVersion => {
      const version = `${1 + Math.floor(versionIndex / 12)}.${Math.floor(versionIndex / 3) % 4}.${versionIndex % 3}`;
      const revision = createHash('sha256').update(`${index} ${version}`).digest('base64');
      const isPinned = random() < 0.9;
      return {
        version,
        verdict: 'will be disposed',
        added: random() < 0.95,
        status: isGuarded ? 'Archived' : 'Published',
        revision,
        pin: isPinned ? 'holds' : 'none',
        ...(isPinned ? { pinnedRevision: revision } : {}),
        publishedTime: new Date(oldest + ((NEWEST - oldest) * (versionIndex + random())) / versionCount).toISOString(),
        rule: EXAMPLE_RULES[index % EXAMPLE_RULES.length],
        sizeBytes: Math.round(size * (0.8 + 0.4 * random())),
        warnings: exampleWarnings(isGuarded, versionIndex === versionCount - 1),
      };
    }),
  };
}

function exampleWarnings(isGuarded: boolean, isLast: boolean): Warning[] {
  return [
    ...(isLast ? [{ id: 'default-version', message: 'the default version of the package (latest)' } as const] : []),
    ...(isGuarded ? [] : [{ id: 'unguarded', message: 'Published, and no expectedStatus guards it' } as const]),
  ];
}

/** Returns numbers from 0 to 1, the same ones in every run (mulberry32). */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
