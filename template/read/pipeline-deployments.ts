import { join } from 'node:path';
import type { AssemblyFiles } from './assembly-files';
import { AssemblyError } from './assembly-error';
import type { DeploymentAction, Json, Stack, StackDeployment, TemplateOwner } from '../values/template';

/** Where an action deploys a stack, as far as it is written in the template of its pipeline. */
interface DeploymentTarget {
  readonly stackName?: string;
  readonly account?: string;
  readonly region?: string;
}

/** The file of the assembly that an action names in an artifact; undefined if it is not written out. */
export function findArtifactFile(file: Json | undefined, root: string): string | undefined {
  const path = typeof file === 'string' ? file.split('::')[1] : undefined;
  return path === undefined || path.includes('#{') ? undefined : join(root, path);
}

/** Reads the deployment of a stack by an action of a pipeline. */
export function readDeployment(owner: TemplateOwner, action: DeploymentAction, files: AssemblyFiles): StackDeployment {
  const file = findArtifactFile(action.configurationFile, files.path(files.directory, '.'));
  return { owner, action, configuration: file === undefined ? undefined : readTemplateConfiguration(file, files) };
}

/**
 * Where an action deploys a stack.
 *
 * @returns undefined if it is not written in the template
 */
export function readTarget({ owner, action }: StackDeployment, stack: Stack): DeploymentTarget | undefined {
  const { stackName = stack.stackName ?? null, region = owner.stack.region ?? null, role } = action;
  if (typeof stackName !== 'string' || (typeof region !== 'string' && region !== null) || stackName.includes('#{')) {
    return undefined;
  }
  const account = /:iam::([0-9]{12}):/.exec(JSON.stringify(role ?? null))?.[1] ?? owner.stack.account;
  return { stackName, account, region: region ?? undefined };
}

/** True if an action deploys a stack to the place that the assembly names. */
export function isOwnTarget(target: DeploymentTarget, stack: Stack): boolean {
  const isSame = (key: 'account' | 'region') =>
    target[key] === undefined || stack[key] === undefined || target[key] === stack[key];
  return target.stackName === stack.stackName && isSame('account') && isSame('region');
}

function readTemplateConfiguration(file: string, files: AssemblyFiles): Json | undefined {
  try {
    return files.readJson(files.directory, file) as Json;
  } catch (error) {
    if (error instanceof AssemblyError) {
      return undefined;
    }
    throw error;
  }
}
