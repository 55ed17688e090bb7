import { Annotations, type Duration, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Action } from '../../declaration/declaration';
import type { Manifest } from '../../declaration/manifest';
import type { Violation } from '../../declaration/schema';

/** No account has been given more. */
const MAX_PER_SECOND = 10_000;
/** The longest time that CloudFormation waits for a custom resource, in seconds, and the shortest that makes progress. */
const MAX_SECONDS = 3_600;
const MIN_SECONDS = 60;
/** The share of the time that a deployment works while CloudFormation waits. */
const WORKING_PART = 0.8;
const VERSIONS_OF_CALL = 100;

/** The rates of a clean-up, and the time that it has. */
export interface CleanUpPace {
  readonly action: Action;
  readonly maxListsPerSecond: number;
  readonly maxWritesPerSecond: number;
  /** Absent if nothing is copied. */
  readonly maxCopiesPerSecond?: number;
  readonly serviceTimeout: Duration;
}

const CHANGING: Readonly<Record<Action, string>> = { dispose: 'disposing', archive: 'archiving' };

/** The rules that a pace breaks. What only the deployment knows is not checked. */
export function findPaceViolations(pace: CleanUpPace): Violation[] {
  const { maxListsPerSecond, maxWritesPerSecond, maxCopiesPerSecond = 1, serviceTimeout } = pace;
  const violations = Object.entries({ maxListsPerSecond, maxWritesPerSecond, maxCopiesPerSecond })
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
  const { action, maxListsPerSecond, maxWritesPerSecond, maxCopiesPerSecond, serviceTimeout } = pace;
  if (
    [maxListsPerSecond, maxWritesPerSecond, maxCopiesPerSecond].some(Token.isUnresolved) ||
    serviceTimeout.isUnresolved()
  ) {
    return;
  }
  const available = serviceTimeout.toSeconds() * WORKING_PART;
  const check = packageCount / maxListsPerSecond;
  // At least an asset a version.
  const copies = maxCopiesPerSecond === undefined ? 0 : versionCount / maxCopiesPerSecond;
  const changes = Math.max(packageCount, versionCount / VERSIONS_OF_CALL) / maxWritesPerSecond;
  if (check > available) {
    throw new Error(
      `${scope.node.path}: a deployment must be able to list all packages within ${Math.floor(available)} seconds; ` +
        `got ${packageCount} packages, which takes ${Math.ceil(check)} seconds at ${maxListsPerSecond} lists a second. ` +
        'Set maxListsPerSecond higher, or declare fewer packages at once.',
    );
  }
  const all = check + copies + changes;
  if (all > available) {
    Annotations.of(scope).addWarningV2(
      'cdk-codeartifact-disposal:severalDeployments',
      `Checking${copies > 0 ? ', copying' : ''} and ${CHANGING[action]} ${packageCount} packages takes ` +
        `${Math.ceil(all / 60)} minutes at ` +
        'the given rates, longer than CloudFormation waits: a deployment will fail, say how far it came, and the next ' +
        `one resumes. Set maxListsPerSecond${copies > 0 ? ', maxCopiesPerSecond' : ''} and ` +
        'maxWritesPerSecond higher, or declare fewer packages at once.',
    );
  }
}
