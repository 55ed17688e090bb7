import { createHash } from 'node:crypto';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { functionCaller } from '../../codeartifact/describe-service-error';
import type { Action } from '../../declaration/declaration';
import {
  describeRepository,
  MANIFEST_ATTRIBUTES,
  type ManifestDeclaration,
  parseManifestProperties,
} from '../../declaration/manifest';
import { actionOfManifestType, MANIFEST_RESOURCE_TYPES } from '../../declaration/resource-type';
import { InvalidProperties } from '../../declaration/schema';
import { DisposalError, findRegionFailure, invalidProperties } from '../event/failure';
import type { Data } from '../event/response';
import { type Configuration, findDifferences } from './configuration';
import type { Claim } from './current-event';

/** An event, and the configuration of the function that it must agree with. */
interface BoundEvent {
  readonly event: CloudFormationCustomResourceEvent;
  readonly configuration: Configuration;
  readonly properties: ManifestDeclaration;
  readonly claim: Pick<Claim, 'lastSuccess'>;
}

/**
 * Reads the properties of an event.
 *
 * @throws InvalidProperties
 */
export function parseEvent(event: CloudFormationCustomResourceEvent, action: Action): ManifestDeclaration {
  if (!['Create', 'Update', 'Delete'].includes(event.RequestType)) {
    const { RequestType } = event as { RequestType: unknown };
    throw new InvalidProperties([{ property: 'RequestType', rule: 'Create, Update or Delete', value: RequestType }]);
  }
  if (actionOfManifestType(event.ResourceType) !== action) {
    const rule = MANIFEST_RESOURCE_TYPES[action];
    throw new InvalidProperties([{ property: 'ResourceType', rule, value: event.ResourceType }]);
  }
  return parseManifestProperties(event.ResourceProperties, action);
}

/**
 * Checks that the function is bound to the properties of an event.
 *
 * @returns the attributes of an update that changes nothing, where the function is bound to other properties
 * @throws DisposalError if the function is bound to others, or to a repository in another Region
 */
export function checkBinding(
  { event, configuration, properties, claim }: BoundEvent,
  { invokedFunctionArn }: Context,
): Data | undefined {
  const { action } = properties;
  if (event.RequestType === 'Delete' && action !== 'archive') {
    return undefined;
  }
  // A deletion restores by the record, whatever the manifest is.
  const isCompared = (name: string) => event.RequestType !== 'Delete' || !/^manifest|Count$/.test(name);
  const different = findDifferences(configuration, properties).find(isCompared);
  if (different !== undefined) {
    const unchangedAttributes = event.RequestType === 'Update' ? unchangedData(event, properties, claim) : undefined;
    if (unchangedAttributes !== undefined) {
      return unchangedAttributes;
    }
    const rule = 'what the deployed function is bound to';
    const value = properties[different as keyof ManifestDeclaration];
    throw new DisposalError({
      ...invalidProperties([{ property: different, rule, value }], action),
      next:
        // Without the name of a command that deploys: plan takes a function with one for a way to deploy something else.
        'Deploy with --revert-drift, in case the environment of the function was changed outside of CloudFormation, as ' +
        '--hotswap does; where a rollback has failed, run continue-update-rollback first.',
    });
  }
  const caller = functionCaller(invokedFunctionArn);
  const failure = findRegionFailure(describeRepository(properties), properties, { ...caller, action });
  if (failure !== undefined) {
    throw new DisposalError(failure);
  }
  return undefined;
}

/** Tells properties apart; the workflow that an event names decides nothing. */
export function hashProperties(properties: ManifestDeclaration): string {
  const entries = Object.entries(properties).filter(([name]) => name !== 'stateMachineArn');
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

/** The attributes of an update to properties that were deployed before: there is nothing to do. */
function unchangedData(
  event: CloudFormationCustomResourceEvent & { readonly RequestType: 'Update' },
  properties: ManifestDeclaration,
  { lastSuccess }: Pick<Claim, 'lastSuccess'>,
): Data | undefined {
  const hash = hashProperties(properties);
  if (lastSuccess?.propertiesHash === hash) {
    return lastSuccess.data;
  }
  return hashOldProperties(event.OldResourceProperties, properties.action) === hash
    ? {
        [MANIFEST_ATTRIBUTES[properties.action === 'archive' ? 'archivedCount' : 'disposedCount']]: String(
          properties.versionCount,
        ),
        [MANIFEST_ATTRIBUTES.reportLocation]: '',
        ...(properties.action === 'archive' && { [MANIFEST_ATTRIBUTES.archivedAt]: '' }),
      }
    : undefined;
}

function hashOldProperties(old: unknown, action: Action | undefined): string | undefined {
  try {
    return hashProperties(parseManifestProperties(old, action));
  } catch {
    return undefined;
  }
}
