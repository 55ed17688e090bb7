import type { Format } from '../../declaration/package-format';
import { versionScheme } from '../../declaration/version-schemes';

/** Finds the versions of a package that a name means. */
export class NamedVersions {
  private readonly existing: ReadonlySet<string>;
  private byCanonical?: Map<string, string[]>;

  constructor(
    private readonly format: Format,
    versions: Iterable<string>,
  ) {
    this.existing = new Set(versions);
  }

  /** The version of exactly this text, or else those that the format takes for the same one: 1.0.0 for `1.0` of PyPI. */
  find(name: string): readonly string[] {
    if (this.existing.has(name)) {
      return [name];
    }
    const scheme = versionScheme(this.format);
    if (!this.byCanonical) {
      this.byCanonical = new Map();
      for (const version of this.existing) {
        const key = scheme.parse(version)?.canonical ?? '';
        this.byCanonical.set(key, [...(this.byCanonical.get(key) ?? []), version]);
      }
    }
    const canonical = scheme.parse(name)?.canonical;
    return canonical === undefined ? [] : (this.byCanonical.get(canonical) ?? []);
  }
}
