import { PackagePermissions, RestoredStatus } from '../../lib';
import { ManifestArchiveAccount } from './manifest-account';

test('A creation that archives and is cancelled leaves nothing archived once its removal was answered', async () => {
  const account = await ManifestArchiveAccount.open();
  try {
    // More than the older execution archives until it notices the removal.
    const names = Array.from({ length: 16 }, (_, n) => `p-${n}`);
    const entries = (
      await Promise.all(names.map((name) => account.publish({ format: 'npm', package: name }, '1.0.0')))
    ).flat();
    const archiveProps = {
      restoreTo: RestoredStatus.PUBLISHED,
      permissions: PackagePermissions.repository(),
      maxWritesPerSecond: 4,
    };
    await account.deploy({ archived: entries, archiveProps });
    for (const entry of entries) {
      await account.setStatus(entry, 'Published');
    }
    account.pass(1);
    const { codeArtifact } = account;
    codeArtifact.calls.length = 0;
    const when = new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (codeArtifact.callsOf('UpdatePackageVersionsStatus').length >= 3) {
          clearInterval(timer);
          resolve();
        }
      }, 20);
    });

    const { create, delete: deletion } = await account.cloudFormation.cancelCreate('TwoSteps', 'Archived', { when });

    expect([create.outcome, deletion.outcome]).toEqual(['CANCELLED', 'SUCCESS']);
    expect(new Set(account.statuses(entries))).toEqual(new Set(['Published']));
  } finally {
    await account.close();
  }
}, 300_000);
