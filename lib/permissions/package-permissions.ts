/** The extent of the permissions of a clean-up. */
type Scope = 'exact' | 'namespaces' | 'repository';

/**
 * The packages that the function of a manifest may list and dispose, or archive.
 *
 * The function takes versions from its manifest alone, each pinned to a revision, and is bound to the hash of that
 * manifest; its permissions limit its role beyond that.
 */
export class PackagePermissions {
  /**
   * The packages of the manifest, each by its ARN, and no other: about 400 packages, as many as fit ten managed policies
   * of 6,144 characters (IAM quotas). More are an error at synth.
   */
  public static exact(): PackagePermissions {
    return new PackagePermissions('exact');
  }

  /**
   * All packages of the formats and namespaces that the manifest names, such as `npm/my-scope/*`. Choose it for more
   * packages than `exact()` can hold; a scope or group with one named package is granted whole.
   */
  public static namespaces(): PackagePermissions {
    return new PackagePermissions('namespaces');
  }

  /**
   * All packages of the repository. Choose it where even the namespaces are too many.
   */
  public static repository(): PackagePermissions {
    return new PackagePermissions('repository');
  }

  private constructor(
    /** @internal */
    public readonly _scope: Scope,
  ) {}
}
