import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { StorageClass } from 'aws-cdk-lib/aws-s3';
import { ArchivedPackages, ColdCopies, DisposedPackages } from 'cdk-codeartifact-disposal';

const app = new App();

// A stack of its own: the bucket is there before the first clean-up, and stays if that fails.
const copiesStack = new Stack(app, 'ColdCopies', {
  description: 'Keeps a copy of every package version that a clean-up archives or disposes.',
});
const coldCopies = new ColdCopies(copiesStack, 'Copies', {
  largeAssetStorageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL,
});
new CfnOutput(copiesStack, 'CopyLocation', { value: coldCopies.location });

const stack = new Stack(app, 'CleanUp', {
  description: 'Copies and archives the package versions of a manifest, and disposes them 30 days later.',
});
const cleanUp = {
  domain: 'my-domain',
  repository: 'my-repo',
  manifest: 'disposals/my-repo.disposals',
  coldCopies,
};

// The first pull request copies every byte, and then archives.
const archived = new ArchivedPackages(stack, 'Archived', cleanUp);

// The second pull request, 30 days later, disposes what has a complete copy.
new DisposedPackages(stack, 'CleanUp', { ...cleanUp, archived, waitingTime: Duration.days(30) });
