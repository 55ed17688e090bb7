import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  ArchivedPackages,
  type ArchivedPackagesProps,
  DisposedPackages,
  type DisposedPackagesProps,
  PackagePermissions,
  PackageVersionStatus,
  RestoredStatus,
} from '../../lib';
import { manifestOf } from './clean-up';

const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };

function archive(stack: Stack, props: Partial<ArchivedPackagesProps> = {}) {
  return new ArchivedPackages(stack, 'Archived', { ...REPOSITORY, manifest: manifestOf({}), ...props });
}

function dispose(stack: Stack, props: Partial<DisposedPackagesProps> = {}) {
  return new DisposedPackages(stack, 'CleanUp', { ...REPOSITORY, manifest: manifestOf({}), ...props });
}

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'TwoSteps');
});

describe('A manifest that archives', () => {
  test('A manifest that archives keeps its record under its own key, and has one rule', () => {
    archive(stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('Custom::CodeArtifactArchivedPackages', {
      recordKey: Match.stringLikeRegexp('^archived/declarations/TwoSteps/TwoStepsArchived[0-9A-F]{8}$'),
      versionCount: 1,
    });
    expect(Object.values(template.findResources('AWS::Events::Rule'))).toHaveLength(1);
  });

  test('A manifest that archives waits until its queue may be filled and is emptied', () => {
    archive(stack);
    const template = Template.fromStack(stack);
    const [resource] = Object.values(template.findResources('Custom::CodeArtifactArchivedPackages'));
    const dependencies = (resource as { DependsOn: string[] }).DependsOn.join();
    expect(dependencies).toContain('ReportsPolicy');
    expect(dependencies).toContain('ReportsMapping');
    expect(dependencies).toContain('WorkflowPolicy');
  });

  test.each([PackagePermissions.exact(), PackagePermissions.namespaces()])(
    'A manifest that archives restores nothing that its permissions could not reach any more',
    (permissions) => {
      expect(() => archive(stack, { permissions, restoreTo: RestoredStatus.PUBLISHED })).toThrow(
        /TwoSteps\/Archived: permissions must be PackagePermissions\.repository\(\) where there is a restoreTo/,
      );
    },
  );

  test('A manifest that archives names its own pace where that is too low', () => {
    expect(() => archive(stack, { maxWritesPerSecond: 0 })).toThrow('maxWritesPerSecond must be a number above 0');
  });

  test('A manifest that archives can be restored to a status from which a version can be installed only', () => {
    const permissions = PackagePermissions.repository();
    expect(() =>
      archive(stack, { permissions, restoreTo: PackageVersionStatus.DISPOSED as string as RestoredStatus }),
    ).toThrow('restoreTo must be one of Published, Unlisted; got "Disposed"');
  });
});

describe('A manifest that disposes after a waiting time', () => {
  test('A manifest that disposes after a waiting time waits for 30 days by default, and for archived versions', () => {
    const archived = archive(stack);
    dispose(stack, { archived });
    Template.fromStack(stack).hasResourceProperties('Custom::CodeArtifactDisposedPackages', {
      expectedStatus: 'Archived',
      waitingTime: 2_592_000,
      recordKey: archived.recordKey,
    });
  });

  test('A manifest that disposes after a waiting time is refused for another repository than the one that is archived', () => {
    const archived = archive(stack, { repository: 'my-other-repo' });
    expect(() => dispose(stack, { archived })).toThrow(
      'TwoSteps/CleanUp: archived must archive versions of the same repository, my-domain/my-repo; got my-domain/my-other-repo.',
    );
  });

  test.each([{ waitingTime: Duration.days(1) }, { allowUnknownArchiveTime: true }])(
    'A manifest that disposes after a waiting time is refused without what archives: %j',
    (props) => {
      expect(() => dispose(stack, props)).toThrow('must be given with archived');
    },
  );
});
