import { Annotations, type Duration, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { COUNT_ATTRIBUTE, revisionAttribute } from '../declaration/attributes';
import { describePackage, type Properties } from '../declaration/declaration';
import type { IArchivedPackageVersions } from './archived-package-versions';
import { requireSameSubject } from './checks/archived-declaration';
import { requireOwnRegion } from './checks/bucket-region';
import { requirePropTypes } from './checks/prop-types';
import { waitingProperties } from './checks/waiting-time';
import type { PackageDeclarationProps } from './props/declaration-props';
import { PackageVersionStatus } from './props/package-version-status';
import type { DisposalProvider } from './resources/disposal-provider';
import { FunctionConstruct } from './resources/function-construct';
import { PackageVersionsResource, resolveProperties } from './resources/package-versions-resource';
import { withoutTokens } from './tokens/names';

/**
 * Properties of DisposedPackageVersions.
 */
export interface DisposedPackageVersionsProps extends PackageDeclarationProps {
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
   * Disposes only versions that this declaration has archived for the `waitingTime`. A version that was restored in the meantime, or
   * published again, refuses the whole declaration.
   *
   * The deployment says from when on each version can be disposed, and so does the plan in the pull request.
   *
   * @default - versions wait for nothing
   */
  readonly archived?: IArchivedPackageVersions;

  /**
   * The time that `archived` must have archived each version before it is disposed, 1 second to 999,999,999 seconds. A version
   * that was restored and archived again waits again.
   *
   * @default Duration.days(30) - with `archived`
   */
  readonly waitingTime?: Duration;

  /**
   * True if a version of unknown archive time is disposed at once. If not, one such version refuses the whole declaration.
   *
   * @default false
   */
  readonly allowUnknownArchiveTime?: boolean;

  /**
   * The provider whose function makes the calls. It must be in the stack of the declaration.
   *
   * @default - the provider of the stack, created at the first declaration
   */
  readonly provider?: DisposalProvider;
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
export class DisposedPackageVersions extends FunctionConstruct {
  /** The provider whose function disposes the versions. */
  public readonly provider: DisposalProvider;

  /** The function that lists and disposes. */
  public readonly function: lambda.Function;

  /** The principal that the function acts as. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** The bucket of the record of `archived`; undefined without `archived`, since nothing else is recorded. */
  public readonly recordBucket?: s3.IBucket;

  /**
   * The number of declared versions that are disposed after the deployment, as a token. Absent versions that
   * `allowMissing` permits are not counted.
   */
  public readonly disposedCount: string;

  private readonly resource: PackageVersionsResource;

  /**
   * @throws if a property breaks a rule of the service, the repository is in another Region, or the provider is in
   * another stack; the error names each broken rule and the value. Values that are computed late are checked at synth.
   */
  constructor(scope: Construct, id: string, props: DisposedPackageVersionsProps) {
    super(scope, id);
    requirePropTypes(this, props, ['format', 'packageName', 'versions']);
    const { archived } = props;
    const properties = { ...resolveProperties(this, props), ...waitingProperties(this, props) };
    if (archived) {
      requireOwnRegion(this, 'archived', archived.recordBucket);
      requireSameSubject(this, properties, archived._package);
    }
    this.resource = new PackageVersionsResource(this, { action: 'dispose', properties, props });
    this.provider = this.resource.provider;
    this.function = this.provider.function;
    this.grantPrincipal = this.provider.grantPrincipal;
    this.recordBucket = archived?.recordBucket;
    if (archived) {
      this.resource.dependOn(this.provider._allowWaiting(archived), archived);
    }
    this.disposedCount = this.resource.attribute(COUNT_ATTRIBUTE);
    warnOfUnpinned(this, properties);
  }

  /**
   * The revision of a disposed version, as a token. It is empty if the version does not exist and `allowMissing` is
   * set, or if the version was deleted after an earlier deployment had disposed it.
   *
   * CloudFormation reads 4096 bytes of the function's answer, enough for about 40 revisions. So the answer has only the revisions that this method was called for.
   *
   * @param version one of the declared versions, as a literal
   * @throws if the version is not declared or is a token, or if the answer cannot hold one more revision
   */
  public getRevision(version: string): string {
    return this.resource.versionAttribute(version, {
      name: revisionAttribute(version),
      method: 'getRevision',
      plural: 'revisions',
    });
  }
}

function warnOfUnpinned(scope: Construct, properties: Properties) {
  const { versions, versionRevisions = {}, expectedStatus } = properties;
  const isListed = !Token.isUnresolved(versions);
  if (Token.isUnresolved(versionRevisions) || expectedStatus === PackageVersionStatus.DISPOSED) {
    return;
  }
  const unpinned = isListed ? versions.filter((version) => !Object.hasOwn(versionRevisions, version)).length : 'all';
  // If only the deployment knows the list, the pins can cover any part of it.
  if (unpinned === 0 || (!isListed && Object.keys(versionRevisions).length > 0)) {
    return;
  }
  Annotations.of(scope).addWarningV2(
    'cdk-codeartifact-disposal:unpinnedVersions',
    `${unpinned} of ${isListed ? versions.length : 'the'} versions of ${describePackage(withoutTokens(properties))} have no ` +
      'revision in versionRevisions: whatever these versions contain at deployment is deleted permanently.',
  );
}
