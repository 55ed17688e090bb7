import { writeManifest } from '../../declaration/manifest';
import { readConfiguration } from '../../lambda/manifest/configuration';
import { LocalAccount } from '../../local/account';
import { number, type Row, type Section } from '../table';
import { entriesOf, inDirectory, publish, type RepositorySize, STACK, synthesize, writeManifestOf } from './repository';

const TO_REACH = 512;
const FUNCTION = 'CleanUp/Workflow/Function';

/** A clean-up, and what was disposed before. */
interface CleanUp {
  readonly size: RepositorySize;
  /** Versions of other packages that the record has. */
  readonly recorded?: RepositorySize;
}

/** The most memory that the function of a clean-up uses. */
export async function measureMemory(quick: boolean): Promise<Section> {
  const million = { packages: 10_000, versions: 100 };
  const cleanUps: CleanUp[] = quick
    ? [{ size: { packages: 10, versions: 10 }, recorded: { packages: 10, versions: 10 } }]
    : [
        { size: { packages: 10_000, versions: 10 } },
        { size: million },
        { size: { packages: 1_000, versions: 1_000 } },
        { size: million, recorded: million },
      ];
  const rows: Row[] = [];
  for (const cleanUp of cleanUps) {
    const megabytes = await memoryOf(cleanUp);
    rows.push({
      what: describe(cleanUp),
      against: `the 1,024 MB of the function`,
      measured: `${Math.round(megabytes)} MB`,
      toReach: `≤ ${TO_REACH} MB`,
      reached: megabytes <= TO_REACH,
    });
  }
  return {
    title: 'Clean-up of a repository: memory',
    note: "The largest resident set of the function's process in a deployment that disposes all, Node.js included, without a pace.",
    rows,
  };
}

function describe({ size, recorded }: CleanUp): string {
  const what = `${versionCount(size)} versions of ${number(size.packages)} packages`;
  return recorded === undefined ? what : `${what}, ${versionCount(recorded)} others disposed before`;
}

function versionCount({ packages, versions }: RepositorySize): string {
  return number(packages * versions);
}

function memoryOf({ size, recorded }: CleanUp): Promise<number> {
  return inDirectory(async (directory) => {
    const account = await LocalAccount.start();
    try {
      if (recorded !== undefined) {
        await deploy(account, { packages: 0, versions: 0 }, directory);
        writeRecord(account, recorded);
      }
      publish(account.codeArtifact, size);
      await deploy(account, size, directory);
      return account.cloudFormation.findFunction(STACK, FUNCTION).maxMemoryUsed;
    } finally {
      await account.stop();
    }
  });
}

async function deploy({ cloudFormation }: LocalAccount, size: RepositorySize, directory: string): Promise<void> {
  const pace = { maxListsPerSecond: 10_000, maxWritesPerSecond: 10_000 };
  const assembly = synthesize(writeManifestOf(size, directory), directory, pace);
  const { status, reason } = await cloudFormation.deploy(assembly, STACK);
  if (!['CREATE_COMPLETE', 'UPDATE_COMPLETE'].includes(status)) {
    throw new Error(reason);
  }
}

/** Writes a record of versions that no manifest of a benchmark names, where the function keeps it. */
function writeRecord({ cloudFormation, s3 }: LocalAccount, size: RepositorySize): void {
  const { Environment } = cloudFormation.resource(STACK, FUNCTION).properties;
  const { recordBucket, recordPrefix, properties } = readConfiguration(
    (Environment as { Variables: NodeJS.ProcessEnv }).Variables,
  );
  const { domainOwner, domain, repository } = properties;
  const entries = Array.from(entriesOf(size), (entry) => ({ ...entry, package: `old-${entry.package}` }));
  s3.put(
    recordBucket,
    `${recordPrefix}/${domainOwner}/${domain}/${repository}/record.disposals`,
    writeManifest(entries),
  );
}
