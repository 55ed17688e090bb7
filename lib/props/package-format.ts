/**
 * The package formats of AWS CodeArtifact (API reference, DisposePackageVersions).
 */
export enum PackageFormat {
  /** npm. The namespace is the scope without `@`, and optional. */
  NPM = 'npm',
  /** PyPI. No namespace; names are normalized as PEP 503 says. */
  PYPI = 'pypi',
  /** Maven. The namespace is the groupId, and required. */
  MAVEN = 'maven',
  /** NuGet. No namespace; names are lower-cased. */
  NUGET = 'nuget',
  /** Generic packages. The namespace is required. */
  GENERIC = 'generic',
  /** RubyGems. No namespace. */
  RUBY = 'ruby',
  /** Swift. The namespace is the scope, and required; both are lower-cased. */
  SWIFT = 'swift',
  /** Cargo. No namespace. */
  CARGO = 'cargo',
}
