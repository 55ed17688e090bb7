import { isObject, ownValue, type Json, findResource, type Template } from '../values/template';

const NESTED = /\.NestedStack\/[^/]*\.NestedStackResource$/;

/**
 * The paths of the constructs of one stack of an assembly, from its metadata.
 *
 * One file holds the paths of a stack and of those nested in it, which may use a logical id too: the
 * right path is the one that leads through the stack and no further one.
 */
export class ConstructPaths {
  private readonly byLogicalId = new Map<string, string[]>();
  private readonly nested: string[] = [];

  /** @param metadata of the stack's artifact: entries by the path of the construct */
  constructor(metadata: unknown) {
    for (const [path, entries] of Object.entries(isObject(metadata) ? metadata : {})) {
      for (const entry of Array.isArray(entries) ? entries : []) {
        const data = isObject(entry) && entry['type'] === 'aws:cdk:logicalId' ? entry['data'] : undefined;
        if (typeof data === 'string') {
          const paths = this.byLogicalId.get(data) ?? [];
          paths.push(path);
          this.byLogicalId.set(data, paths);
          if (NESTED.test(path)) {
            this.nested.push(path.replace(NESTED, '/'));
          }
        }
      }
    }
  }

  /** The path of a resource, such as `Stack/LeftPad/Resource/Default`. */
  of(template: Template, stackName: string, logicalId: string): string {
    const metadata = findResource(template, logicalId)?.Metadata;
    const own = isObject(metadata) ? ownValue<Json>(metadata, 'aws:cdk:path') : undefined;
    if (typeof own === 'string') {
      return relative(own);
    }
    const inStack = `/${stackName}/`;
    const candidates = (this.byLogicalId.get(logicalId) ?? []).filter((path) => path.startsWith(inStack));
    const nested = candidates.length > 1 ? this.nested.filter((path) => path.startsWith(inStack)) : [];
    const shortest = candidates.find((path) => !nested.some((prefix) => path.startsWith(prefix))) ?? candidates[0];
    return shortest === undefined ? `${stackName}/${logicalId}` : relative(shortest);
  }
}

function relative(path: string): string {
  return path.replace(/^\//, '');
}

/** A path as the CDK shows it: `Stack/LeftPad/Resource/Default` is shown as `Stack/LeftPad`. */
export function shortenPath(path: string): string {
  return path
    .replace(/\/Default$/, '')
    .replace(/\/Resource$/, '')
    .replace(NESTED, '');
}
