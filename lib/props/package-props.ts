import type { DisposalProvider } from '../resources/disposal-provider';
import type { PackageFormat } from './package-format';

/**
 * A package, and what its versions must be like.
 */
export interface PackageProps {
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
   * Whether versions are allowed to be absent from the repository. If not, one absent version refuses the whole
   * declaration, so that a misspelled version does not pass for one that is done.
   *
   * @default false
   */
  readonly allowMissing?: boolean;

  /**
   * The provider whose function makes the calls. It must be in the stack of the declaration.
   *
   * @default - the provider of the stack, created at the first declaration
   */
  readonly provider?: DisposalProvider;
}

/**
 * The repository of a package.
 */
export interface RepositoryProps {
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
   * The name of the repository, 2 to 100 characters: letters, digits, `.`, `_` and `-`. Versions are changed in this
   * repository only, not in its upstream repositories.
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
