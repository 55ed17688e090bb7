import { Annotations, CustomResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { IRepositoryRef } from 'aws-cdk-lib/aws-codeartifact';
import { Construct } from 'constructs';
import { COUNT_ATTRIBUTE, revisionAttribute, revisionsFit } from '../declaration/attributes';
import { describePackage, type Package, type Properties } from '../declaration/declaration';
import { type Format, isFormat, normalizeName } from '../declaration/package-format';
import { RESOURCE_TYPE } from '../declaration/resource-type';
import { findDeclarationViolations } from './declaration-check';
import { DisposalProvider } from './disposal-provider';
import type { PackageFormat } from './package-format';
import { PackageVersionStatus } from './package-version-status';
import { checkProperties } from './property-check';
import { repositoryOf } from './repository-arn';
import { RepositoryRegion } from './repository-region';
import { ValueResolver } from './value-resolver';

/**
 * The versions of one package to dispose, and the conditions.
 */
export interface PackageVersionsProps {
  /**
   * The format of the package.
   */
  readonly format: PackageFormat;

  /**
   * The namespace of the package: the npm scope without `@`, the Maven groupId, the Swift scope, the
   * namespace of a generic package. 1 to 255 characters without `#`, `/` or white space.
   *
   * Required for maven, swift and generic; refused for pypi, nuget, ruby and cargo, which have none.
   *
   * @default - none
   */
  readonly packageNamespace?: string;

  /**
   * The name of the package, 1 to 255 characters without `#`, `/` or white space.
   *
   * Names of pypi, nuget and swift packages are normalized as the service normalizes them.
   */
  readonly packageName: string;

  /**
   * The versions whose assets are deleted permanently, each once, spelled as the repository lists them. The order does
   * not matter.
   *
   * 1 to 10,000 versions. All properties together must fit 500,000 bytes, half of the event that Lambda takes. Without
   * pins, 10,000 versions of up to 46 characters fit. A pin adds the revision and the name again; about 7,200 pinned
   * versions of 8 characters fit.
   */
  readonly versions: string[];

  /**
   * Pins versions to the revision that was reviewed. A version that was published again with other content is refused.
   * A version without a pin is disposed whatever it contains. The keys are literals, each one also in `versions`. A
   * revision has 1 to 50 characters without white space.
   *
   * @default - no version is pinned
   */
  readonly versionRevisions?: { [version: string]: string };

  /**
   * Refuses the declaration unless every version that is not disposed yet has this status, for example `ARCHIVED`.
   * With `DISPOSED`, the declaration only asserts that all versions are disposed, and disposes nothing.
   *
   * @default - any status
   */
  readonly expectedStatus?: PackageVersionStatus;

  /**
   * Whether versions are allowed to be absent from the repository. If not, one absent version refuses the whole
   * declaration, so that a misspelled version does not pass for a disposed one.
   *
   * @default false
   */
  readonly allowMissing?: boolean;

  /**
   * The provider whose function disposes the versions. It must be in the stack of the declaration.
   *
   * @default - the provider of the stack, created at the first declaration
   */
  readonly provider?: DisposalProvider;
}

/**
 * Properties of DisposedPackageVersions.
 */
export interface DisposedPackageVersionsProps extends PackageVersionsProps {
  /**
   * The name of the domain, 2 to 50 characters: lower-case letters, digits and hyphens.
   */
  readonly domain: string;

  /**
   * The account that owns the domain, 12 digits.
   *
   * @default - the account of the stack
   */
  readonly domainOwner?: string;

  /**
   * The name of the repository, 2 to 100 characters: letters, digits, `.`, `_` and `-`. The versions are disposed in
   * this repository only, not in its upstream repositories.
   */
  readonly repository: string;

  /**
   * The Region of the repository, which must be the Region of the stack. The synth refuses another Region; if only the
   * deployment knows the Region, the deployment refuses it.
   *
   * @default - the Region of the stack that the names refer to; for literal names, the Region of this stack
   */
  readonly region?: string;
}

/**
 * Package versions of AWS CodeArtifact to dispose: their assets are deleted permanently, their record is kept.
 *
 * The deployment checks every version before the first call; if one fails the check, nothing is disposed. Up to 100
 * versions are one call to the service. With more versions, a failure between two calls leaves the earlier ones in
 * force, and the next deployment resumes. Pin the revisions in `versionRevisions`, and only reviewed content can be
 * destroyed.
 *
 * Disposed versions cannot be brought back, neither by a rollback nor by removing this declaration. A version that is
 * disposed already is left as it is.
 *
 * @see https://docs.aws.amazon.com/codeartifact/latest/APIReference/API_DisposePackageVersions.html
 * @example
 * import { DisposedPackageVersions, PackageFormat, PackageVersionStatus } from 'cdk-codeartifact-disposal';
 *
 * new DisposedPackageVersions(this, 'LeftPad', {
 *   domain: 'my-domain',
 *   repository: 'my-repo',
 *   format: PackageFormat.NPM,
 *   packageNamespace: 'my-scope',
 *   packageName: 'left-pad',
 *   versions: ['1.0.0', '1.0.1'],
 *   expectedStatus: PackageVersionStatus.ARCHIVED,
 * });
 */
export class DisposedPackageVersions extends Construct {
  /**
   * Declares versions of a package in a repository of the same app, or one that a reference names.
   *
   * @param scope the parent
   * @param id the construct id
   * @param repository a `CfnRepository`, or any reference to a repository of the stack's Region
   * @param props the package and its versions
   * @throws if the ARN is not that of a repository, or its Region is not that of the stack
   *
   * @example
   * import { CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
   * import { DisposedPackageVersions, PackageFormat } from 'cdk-codeartifact-disposal';
   *
   * declare const repository: CfnRepository;
   * DisposedPackageVersions.inRepository(this, 'LeftPad', repository, {
   *   format: PackageFormat.NPM,
   *   packageName: 'left-pad',
   *   versions: ['1.0.0'],
   * });
   */
  // eslint-disable-next-line max-params -- the shape of the CDK: scope and id, then what is named, then the props
  public static inRepository(
    scope: Construct,
    id: string,
    repository: IRepositoryRef,
    props: PackageVersionsProps,
  ): DisposedPackageVersions {
    // eslint-disable-next-line awscdk/require-passing-this -- a static method has the scope of its caller
    return new DisposedPackageVersions(scope, id, {
      ...props,
      ...repositoryOf(scope, id, repository.repositoryRef.repositoryArn),
    });
  }

  /** The provider whose function disposes the versions. */
  public readonly provider: DisposalProvider;

  /**
   * The number of declared versions that are disposed after the deployment, as a token. Absent versions that
   * `allowMissing` permits are not counted.
   */
  public readonly disposedCount: string;

  private readonly resource: CustomResource;
  private readonly properties: Properties;
  private readonly revisions = new Set<string>();
  private readonly values: ValueResolver;
  private readonly repositoryRegion: RepositoryRegion;

  /**
   * @throws if a property breaks a rule of the service, the repository is in another Region, or the provider is in
   * another stack; the error names each broken rule and the value. Values that are computed late are checked at synth.
   */
  constructor(scope: Construct, id: string, props: DisposedPackageVersionsProps) {
    super(scope, id);
    this.properties = propertiesOf(this, props);
    this.values = new ValueResolver(this);
    this.repositoryRegion = new RepositoryRegion(this, this.properties, this.values);
    checkProperties(this, {
      region: this.repositoryRegion,
      findViolations: (moment) =>
        findDeclarationViolations(this.properties, this.values, moment).map((violation) => ({
          ...violation,
          property: propName(violation.property),
        })),
    });
    this.provider = this.ownProvider(props.provider);
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: RESOURCE_TYPE,
      serviceToken: this.provider.function.functionArn,
      serviceTimeout: this.provider.serviceTimeout,
      properties: {
        ...this.properties,
        region: Lazy.uncachedAny({ produce: () => this.repositoryRegion.find('synthesis') }),
        revisionAttributes: Lazy.list({ produce: () => [...this.revisions].sort() }, { omitEmpty: true }),
      },
    });
    this.resource.node.addDependency(this.provider._allow(this.properties));
    this.disposedCount = this.resource.getAttString(COUNT_ATTRIBUTE);
    this.warnOfUnpinned();
  }

  /**
   * The revision of a disposed version, as a token. It is empty if the version does not exist and `allowMissing` is
   * set, or if the version was deleted after an earlier deployment had disposed it.
   *
   * CloudFormation reads 4096 bytes of the function's answer, enough for about 40 revisions. So the answer has only the
   * revisions for which this method is called.
   *
   * @param version one of the declared versions, as a literal
   * @throws if the version is not declared or is a token, or if the answer cannot hold one more revision
   */
  public getRevision(version: string): string {
    if (Token.isUnresolved(version)) {
      throw new Error(
        `${this.node.path}: getRevision takes a literal version, since it becomes an attribute's name; got a token.`,
      );
    }
    const { versions } = this.properties;
    const resolved = this.values.isResolved(versions) && versions.every((declared) => this.values.isResolved(declared));
    if (resolved && !versions.includes(version)) {
      throw new Error(
        `${this.node.path}: getRevision takes a version that is declared in versions; got ${JSON.stringify(version)}.`,
      );
    }
    if (!revisionsFit([...new Set(this.revisions).add(version)])) {
      throw new Error(
        `${this.node.path}: the revisions that one declaration hands out must fit the 4096 bytes CloudFormation ` +
          `reads of an answer; got ${JSON.stringify(version)} after ${this.revisions.size} others. ` +
          'Split the declaration, or read fewer revisions.',
      );
    }
    this.revisions.add(version);
    return this.resource.getAttString(revisionAttribute(version));
  }

  private ownProvider(provider?: DisposalProvider): DisposalProvider {
    if (!provider) {
      return DisposalProvider.getOrCreate(this);
    }
    const [own, other] = [Stack.of(this), Stack.of(provider)];
    if (own !== other) {
      throw new Error(
        `${this.node.path}: provider must be in the stack of the declaration, ${own.node.path}, so that both are deployed ` +
          `and rolled back together; got ${provider.node.path}, in the stack ${other.node.path}. Leave provider out to ` +
          `use the stack's own, or create a DisposalProvider in ${own.node.path}.`,
      );
    }
    return provider;
  }

  private warnOfUnpinned() {
    const { versions, versionRevisions = {}, expectedStatus } = this.properties;
    const isListed = !Token.isUnresolved(versions);
    if (Token.isUnresolved(versionRevisions) || expectedStatus === PackageVersionStatus.DISPOSED) {
      return;
    }
    const unpinned = isListed ? versions.filter((version) => !Object.hasOwn(versionRevisions, version)).length : 'all';
    // If only the deployment knows the list, the pins can cover any part of it.
    if (unpinned === 0 || (!isListed && Object.keys(versionRevisions).length > 0)) {
      return;
    }
    Annotations.of(this).addWarningV2(
      'cdk-codeartifact-disposal:unpinnedVersions',
      `${unpinned} of ${isListed ? versions.length : 'the'} versions of ${describePackage(withoutTokens(this.properties))} have no ` +
        'revision in versionRevisions: whatever these versions contain at deployment is deleted permanently.',
    );
  }
}

function propertiesOf(scope: Construct, props: DisposedPackageVersionsProps): Properties {
  const { format } = props;
  const name = (value: string) =>
    Token.isUnresolved(value) || !isFormat(format) ? value : normalizeName(format, value);
  return {
    domain: props.domain,
    domainOwner: props.domainOwner ?? Stack.of(scope).account,
    repository: props.repository,
    format,
    namespace: props.packageNamespace === undefined ? undefined : name(props.packageNamespace),
    package: name(props.packageName),
    region: props.region,
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

/** The names for a message. A token in a message is never resolved, so `<domain>` stands for it. */
function withoutTokens(pkg: Package): Package {
  const text = (key: 'domain' | 'repository' | 'format' | 'namespace' | 'package') =>
    Token.isUnresolved(pkg[key]) ? `<${key}>` : pkg[key];
  return {
    ...pkg,
    domain: text('domain')!,
    repository: text('repository')!,
    format: text('format') as Format,
    namespace: text('namespace'),
    package: text('package')!,
  };
}

/** The name of a prop. The properties have the names of the API, and some CDK languages cannot spell these. */
function propName(property: string): string {
  return { namespace: 'packageNamespace', package: 'packageName' }[property] ?? property;
}
