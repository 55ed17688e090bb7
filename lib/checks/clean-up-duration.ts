import { Annotations, type Duration, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Action } from '../../declaration/declaration';
import type { Manifest } from '../../declaration/manifest';
import type { Violation } from '../../declaration/schema';

/** No account has been given more. */
const MAX_PER_SECOND = 10_000;
/** What CloudFormation waits for a custom resource, in seconds, and the least in which a deployment can get anywhere. */
const MAX_SECONDS = 3_600;
const MIN_SECONDS = 60;
/** The share of the time that CloudFormation waits in which a deployment works. */
const WORKING_PART = 0.8;
const VERSIONS_OF_CALL = 100;

/** How fast a clean-up works, and how long it is waited for. */
export interface CleanUpPace {
  readonly action: Action;
  readonly maxListsPerSecond: number;
  readonly maxWritesPerSecond: number;
  readonly serviceTimeout: Duration;
}

const CHANGING: Readonly<Record<Action, string>> = { dispose: 'disposing', archive: 'archiving' };

/** The rules that a pace breaks. What only the deployment knows is not checked. */
export function findPaceViolations(pace: CleanUpPace): Violation[] {
  const { maxListsPerSecond, maxWritesPerSecond, serviceTimeout } = pace;
  const violations = Object.entries({ maxListsPerSecond, maxWritesPerSecond })
    .filter(([, value]) => !Token.isUnresolved(value) && !(value > 0 && value <= MAX_PER_SECOND))
    .map(([property, value]) => ({ property, rule: `a number above 0, of at most ${MAX_PER_SECOND}`, value }));
  const seconds = serviceTimeout.isUnresolved() ? MAX_SECONDS : serviceTimeout.toSeconds();
  return seconds >= MIN_SECONDS && seconds <= MAX_SECONDS
    ? violations
    : [...violations, { property: 'serviceTimeout', rule: '60 to 3600 seconds', value: seconds }];
}

/**
 * Warns where one deployment cannot dispose or archive all in time.
 *
 * @throws if it cannot even check all packages: none would ever change anything
 */
export function checkDuration(scope: Construct, { packageCount, versionCount }: Manifest, pace: CleanUpPace): void {
  const { action, maxListsPerSecond, maxWritesPerSecond, serviceTimeout } = pace;
  if ([maxListsPerSecond, maxWritesPerSecond].some(Token.isUnresolved) || serviceTimeout.isUnresolved()) {
    return;
  }
  const available = serviceTimeout.toSeconds() * WORKING_PART;
  const check = packageCount / maxListsPerSecond;
  const changes = Math.max(packageCount, versionCount / VERSIONS_OF_CALL) / maxWritesPerSecond;
  if (check > available) {
    throw new Error(
      `${scope.node.path}: a deployment must be able to list all packages within ${Math.floor(available)} seconds; ` +
        `got ${packageCount} packages, which takes ${Math.ceil(check)} seconds at ${maxListsPerSecond} lists a second. ` +
        'Set maxListsPerSecond higher, or declare fewer packages at once.',
    );
  }
  if (check + changes > available) {
    Annotations.of(scope).addWarningV2(
      'cdk-codeartifact-disposal:severalDeployments',
      `Checking and ${CHANGING[action]} ${packageCount} packages takes ${Math.ceil((check + changes) / 60)} minutes at ` +
        'the given rates, longer than CloudFormation waits: a deployment will fail, say how far it came, and the next ' +
        'one resumes. Set maxListsPerSecond and ' +
        'maxWritesPerSecond higher, or declare fewer packages at once.',
    );
  }
}
