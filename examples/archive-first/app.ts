import { App, Duration, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ArchivedPackageVersions, DisposedPackageVersions, PackageFormat } from 'cdk-codeartifact-disposal';

const app = new App();
const stack = new Stack(app, 'ArchiveFirst', {
  description: 'Archives versions of left-pad, and disposes them 30 days later. Disposal cannot be undone.',
});

const leftPad = {
  domain: 'my-domain',
  repository: 'my-repo',
  format: PackageFormat.NPM,
  packageName: 'left-pad',
  versions: ['1.0.0', '1.0.1'],
};

// The first pull request.
const archived = new ArchivedPackageVersions(stack, 'ArchivedLeftPad', leftPad);

// The second pull request, 30 days later. Before that, its deployment fails and says from when on it succeeds.
new DisposedPackageVersions(stack, 'LeftPad', { ...leftPad, archived, waitingTime: Duration.days(30) });

const operators = new Topic(stack, 'Operators', { displayName: 'Disposals in CodeArtifact' });

// CodeArtifact reports every change of a version, whoever makes it: this rule tells what was disposed.
const disposed: EventPattern = {
  source: ['aws.codeartifact'],
  detailType: ['CodeArtifact Package Version State Change'],
  detail: {
    domainName: [leftPad.domain],
    repositoryName: [leftPad.repository],
    packageVersionState: ['Disposed'],
  },
};
new Rule(stack, 'Disposed', { eventPattern: disposed, targets: [new SnsTopic(operators)] });

// Each event of either declaration that is refused or fails. The reason is in the log of the function.
const alarm = archived.metricFailures().createAlarm(stack, 'Failed', {
  threshold: 1,
  evaluationPeriods: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
  alarmDescription: 'A disposal or an archiving was refused or failed. The log group of the function says why.',
});
alarm.addAlarmAction(new SnsAction(operators));
