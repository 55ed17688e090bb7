import { LocalAccount } from '../../local/account';
import { number, type Row, type Section } from '../table';
import { inDirectory, publish, type RepositorySize, STACK, synthesize, writeManifestOf } from './repository';

const TO_REACH = 512;

/** The most memory that the function of a clean-up uses. */
export async function measureMemory(quick: boolean): Promise<Section> {
  const sizes = quick
    ? [{ packages: 10, versions: 10 }]
    : [
        { packages: 10_000, versions: 10 },
        { packages: 10_000, versions: 100 },
      ];
  const rows: Row[] = [];
  for (const size of sizes) {
    const megabytes = await memoryOf(size);
    rows.push({
      what: `${number(size.packages * size.versions)} versions of ${number(size.packages)} packages`,
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

function memoryOf(size: RepositorySize): Promise<number> {
  return inDirectory(async (directory) => {
    const account = await LocalAccount.start();
    try {
      publish(account.codeArtifact, size);
      const pace = { maxListsPerSecond: 10_000, maxDisposalsPerSecond: 10_000 };
      const assembly = synthesize(writeManifestOf(size, directory), directory, pace);
      const { status, reason } = await account.cloudFormation.deploy(assembly, STACK);
      if (status !== 'CREATE_COMPLETE') {
        throw new Error(reason);
      }
      return account.cloudFormation.functionOf(STACK, 'CleanUp/Workflow/Function').maxMemoryUsed;
    } finally {
      await account.stop();
    }
  });
}
