import { CustomResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';
import { revisionsFit } from '../../declaration/attributes';
import type { Action, Properties } from '../../declaration/declaration';
import { isFormat, normalizeName } from '../../declaration/package-format';
import { ARCHIVE_RESOURCE_TYPE, RESOURCE_TYPE } from '../../declaration/resource-type';
import { DeclarationRules } from '../checks/declaration-check';
import { DisposalProvider } from './disposal-provider';
import { checkPackageHolds } from '../files/hold-lists';
import { resolveRepository } from '../checks/repository-names';
import type { PackageDeclarationProps } from '../props/declaration-props';
import type { DisposalProviderProps } from '../props/disposal-provider-props';
import type { PackageVersionStatus } from '../props/package-version-status';
import { checkProperties } from '../checks/property-check';
import { RepositoryRegion } from '../checks/repository-region';
import { ValueResolver } from '../tokens/value-resolver';

const RESOURCE_TYPES: Readonly<Record<Action, string>> = {
  dispose: RESOURCE_TYPE,
  archive: ARCHIVE_RESOURCE_TYPE,
};

/** The property with the versions that the template reads an attribute of. */
const ATTRIBUTE_LISTS: Readonly<Record<Action, keyof Properties>> = {
  dispose: 'revisionAttributes',
  archive: 'archiveTimeAttributes',
};

/** The props that say which function serves a declaration. */
export interface ProviderChoice {
  readonly provider?: DisposalProvider;
  readonly functionOptions?: DisposalProviderProps;
  readonly holds?: string;
}

interface ResourceDeclaration {
  readonly action: Action;
  readonly properties: Properties;
  readonly props: ProviderChoice;
}

/** The custom resource that declares versions of one package, whatever is done with them. */
export class PackageVersionsResource {
  readonly provider: DisposalProvider;
  private readonly resource: CustomResource;
  private readonly properties: Properties;
  private readonly values: ValueResolver;
  /** The versions whose attribute the template reads. */
  private readonly versionsWithAttribute = new Set<string>();

  /**
   * @throws if a property breaks a rule of the service, the repository is in another Region, or the provider is in
   * another stack
   */
  constructor(
    private readonly scope: Construct,
    { action, properties, props }: ResourceDeclaration,
  ) {
    this.properties = properties;
    this.values = new ValueResolver(scope);
    const region = new RepositoryRegion(scope, properties, this.values);
    const rules = new DeclarationRules(action, properties, this.values);
    checkProperties(scope, {
      region,
      findViolations: (moment) =>
        rules.findViolations(moment).map((violation) => ({ ...violation, property: propName(violation.property) })),
    });
    if (props.holds !== undefined) {
      this.checkHolds(props.holds);
    }
    this.provider = chooseProvider(scope, props);
    // eslint-disable-next-line awscdk/require-passing-this -- the resource is a part of the construct
    this.resource = new CustomResource(scope, 'Resource', {
      resourceType: RESOURCE_TYPES[action],
      serviceToken: this.provider.function.functionArn,
      serviceTimeout: this.provider.serviceTimeout,
      properties: {
        ...properties,
        region: Lazy.uncachedAny({ produce: () => region.find('synthesis') }),
        [ATTRIBUTE_LISTS[action]]: Lazy.list(
          { produce: () => [...this.versionsWithAttribute].sort() },
          { omitEmpty: true },
        ),
      },
    });
    this.dependOn(this.provider._allow(properties, action));
  }

  dependOn(...dependencies: IDependable[]): void {
    this.resource.node.addDependency(...dependencies);
  }

  attribute(name: string): string {
    return this.resource.getAttString(name);
  }

  /**
   * An attribute of one version.
   *
   * @param version a declared version, as a literal
   * @param attribute its name, the method of the construct, and the plural of its values, for messages
   * @throws if the version is not declared or is a token, or if the answer cannot hold one more attribute
   */
  versionAttribute(
    version: string,
    { name, method, plural }: { readonly name: string; readonly method: string; readonly plural: string },
  ): string {
    const { path } = this.scope.node;
    if (Token.isUnresolved(version)) {
      throw new Error(`${path}: ${method} takes a literal version, since it becomes an attribute's name; got a token.`);
    }
    const { versions } = this.properties;
    const areKnown =
      this.values.isResolved(versions) && versions.every((versionName) => this.values.isResolved(versionName));
    if (areKnown && !versions.includes(version)) {
      throw new Error(
        `${path}: ${method} takes a version that is declared in versions; got ${JSON.stringify(version)}.`,
      );
    }
    if (!revisionsFit([...new Set(this.versionsWithAttribute).add(version)])) {
      throw new Error(
        `${path}: the ${plural} that one declaration hands out must fit the 4096 bytes CloudFormation ` +
          `reads of an answer; got ${JSON.stringify(version)} after ${this.versionsWithAttribute.size} others. ` +
          `Split the declaration, or read fewer ${plural}.`,
      );
    }
    this.versionsWithAttribute.add(version);
    return this.attribute(name);
  }

  /** @throws if a version is held, or only the deployment knows which versions are meant */
  private checkHolds(path: string): void {
    const { format, namespace, package: name, versions } = this.properties;
    const names = [name, ...(namespace === undefined ? [] : [namespace]), versions];
    if (![...names, ...versions].every((value) => this.values.isResolved(value))) {
      throw new Error(
        `${this.scope.node.path}: holds needs a package and versions as literals, which are compared at synth; got a value that ` +
          'only the deployment knows.',
      );
    }
    checkPackageHolds(this.scope, path, { name: { format, namespace, package: name }, versions });
  }
}

/** The props that declare versions of a package, whatever is done with them. */
interface VersionsOfPackage extends PackageDeclarationProps {
  readonly versions: string[];
  readonly versionRevisions?: { [version: string]: string };
  readonly expectedStatus?: PackageVersionStatus;
}

/**
 * The properties of the custom resource, as both actions have them.
 *
 * @throws if it is not clear which repository is meant
 */
export function resolveProperties(scope: Construct, props: VersionsOfPackage): Properties {
  const { format } = props;
  const { domain, domainOwner, repository, region } = resolveRepository(scope, props);
  const name = (value: string) =>
    Token.isUnresolved(value) || !isFormat(format) ? value : normalizeName(format, value);
  return {
    domain,
    domainOwner,
    repository,
    format,
    namespace: props.packageNamespace === undefined ? undefined : name(props.packageNamespace),
    package: name(props.packageName),
    region,
    versions: Token.isUnresolved(props.versions) ? props.versions : sorted(props.versions),
    versionRevisions: props.versionRevisions && sortedByKey(props.versionRevisions),
    expectedStatus: props.expectedStatus,
    allowMissing: props.allowMissing || undefined,
  };
}

/** Sorts by code units, so that a synth gives the same order on any machine. Tokens come last, as given. */
function sorted(versions: readonly string[]): string[] {
  const literal = versions.filter((version) => !Token.isUnresolved(version));
  const tokens = versions.filter((version) => Token.isUnresolved(version));
  return [...literal.sort(), ...tokens];
}

function sortedByKey(map: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const keys = sorted(Object.keys(map));
  return keys.length === 0 ? undefined : Object.fromEntries(keys.map((key) => [key, map[key]!]));
}

/** The name of a prop. The properties have the names of the API, and some CDK languages cannot spell these. */
function propName(property: string): string {
  return { namespace: 'packageNamespace', package: 'packageName' }[property] ?? property;
}

/**
 * The provider of a declaration: the one of its props, one of its own with functionOptions, or that of the stack.
 *
 * @throws if the provider is in another stack, or has options beside it
 */
export function chooseProvider(scope: Construct, { provider, functionOptions }: ProviderChoice): DisposalProvider {
  if (provider && functionOptions) {
    throw new Error(
      `${scope.node.path}: a declaration must have a provider or functionOptions; got both. Give the options to the ` +
        'provider.',
    );
  }
  if (functionOptions) {
    // eslint-disable-next-line awscdk/require-passing-this -- the provider is a part of the construct
    return new DisposalProvider(scope, 'Provider', functionOptions);
  }
  if (!provider) {
    return DisposalProvider.getOrCreate(scope);
  }
  const [own, other] = [Stack.of(scope), Stack.of(provider)];
  if (own !== other) {
    throw new Error(
      `${scope.node.path}: provider must be in the stack of the declaration, ${own.node.path}, so that both are deployed ` +
        `and rolled back together; got ${provider.node.path}, in the stack ${other.node.path}. Leave provider out to ` +
        `use the stack's own, or create a DisposalProvider in ${own.node.path}.`,
    );
  }
  return provider;
}
