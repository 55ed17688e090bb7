import { IS_LONG_RUN } from '../faults/cases/section';
import { CopyAccount, TOOL } from './copy-account';

const MEGABYTE = 1024 ** 2;
/** The largest asset of CodeArtifact where there is time for it, else a tenth of that. */
const LARGE = (IS_LONG_RUN ? 5_120 : 512) * MEGABYTE;
const MAX_MORE_MEGABYTES = 256;

test('A stream of gigabytes takes the function less than 256 MB more than one of a byte, and is compared with its hash to the end', async () => {
  const account = await CopyAccount.open();
  try {
    const fn = () => account.services.cloudFormation.findFunction('Cold', 'CleanUp/Workflow/Function');
    await account.deploy({ disposed: [account.publish(TOOL, '1.0.0', { assets: [{ name: 'small', size: 1 }] })] });
    const least = fn().maxMemoryUsed;
    const large = account.publish(TOOL, '2.0.0', { assets: [{ name: 'large', size: LARGE }] });
    const { status, reason } = await account.deploy({ disposed: [large] });
    expect([status, reason]).toEqual(['UPDATE_COMPLETE', undefined]);
    const [, { assets }] = account.documents as [unknown, (typeof account.documents)[number]];
    expect(account.s3.describe(account.copyBucket, `assets/${assets[0]!.sha256}`)).toMatchObject({ size: LARGE });
    expect(fn().maxMemoryUsed - least).toBeLessThan(MAX_MORE_MEGABYTES);
  } finally {
    await account.close();
  }
});
