import {
  isObject,
  type Json,
  listResources,
  ownValue,
  readIntrinsic,
  type Stack,
} from '../../template/values/template';
import type { TemplateValues } from '../../template/values/template-values';
import { deployedState } from './deployed';

const PACKAGE_GROUP = 'AWS::CodeArtifact::PackageGroup';

/** The sources of new versions, as CloudFormation calls them. */
const SOURCES = { publish: 'Publish', externalUpstream: 'ExternalUpstream', internalUpstream: 'InternalUpstream' };

/** The mode of a source that a group says nothing about. */
const DEFAULT_MODE = 'INHERIT';

/** The modes by which a group lets versions in: `ALLOW`, `BLOCK` and so on; null where only the deployment knows it. */
export type GroupModes = Readonly<Record<keyof typeof SOURCES, string | null>>;

/** A package group that a template declares. */
export interface FoundPackageGroup {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly constructPath: string;
  /** The parts that are known. */
  readonly domain?: string;
  readonly domainOwner?: string;
  /** Such as `/npm/my-scope/left-pad$`. */
  readonly pattern?: string;
  readonly modes: GroupModes;
  /** True if CloudFormation leaves the group when it leaves the template. */
  readonly isRetained: boolean;
}

/** Finds the package groups of stacks, but for those that no deployment makes. */
export function findPackageGroups(stacks: readonly Stack[], values: TemplateValues): FoundPackageGroup[] {
  return stacks.flatMap((stack) =>
    listResources(stack.template)
      .filter(([logicalId, { Type }]) => Type === PACKAGE_GROUP && !deployedState(stack, logicalId, values).never)
      .map(([logicalId, { Properties = {}, DeletionPolicy = 'Delete' }]) => {
        const text = (name: string) => values.of(stack).findText(ownValue(Properties, name) ?? null);
        return {
          stack,
          logicalId,
          constructPath: stack.constructPath(logicalId),
          domain: text('DomainName'),
          domainOwner: text('DomainOwner'),
          pattern: text('Pattern'),
          modes: readModes(ownValue(Properties, 'OriginConfiguration'), (expression) =>
            readIntrinsic(expression) ? values.evaluate(() => values.of(stack).value(expression)).value : expression,
          ),
          isRetained: DeletionPolicy !== 'Delete',
        };
      }),
  );
}

/** Reads the modes. A part that the deployment decides is not known; the parts beside it are. */
function readModes(configuration: Json = null, resolve: (expression: Json) => Json | undefined): GroupModes {
  const readMember = (value: Json | undefined, name: string): Json | undefined =>
    isObject(value) ? resolve(ownValue(value, name) ?? null) : value;
  const restrictions = readMember(resolve(configuration), 'Restrictions');
  const mode = (source: string): string | null => {
    const text = readMember(readMember(restrictions, source), 'RestrictionMode');
    return text === null ? DEFAULT_MODE : typeof text === 'string' ? text : null;
  };
  return {
    publish: mode(SOURCES.publish),
    externalUpstream: mode(SOURCES.externalUpstream),
    internalUpstream: mode(SOURCES.internalUpstream),
  };
}
