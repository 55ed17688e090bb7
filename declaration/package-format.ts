/** The package formats of AWS CodeArtifact (service model 2018-09-22). */
export const FORMATS = ['npm', 'pypi', 'maven', 'nuget', 'generic', 'ruby', 'swift', 'cargo'] as const;

export type Format = (typeof FORMATS)[number];

interface FormatRules {
  /** True if packages of the format have a namespace, and the format's word for it. */
  readonly namespace: 'required' | 'optional' | 'none';
  readonly namespaceMeans?: string;
  /** The spelling of a name in the service; API calls and ARNs must use it. */
  readonly normalize?: (name: string) => string;
  /** The package as people write it. */
  readonly display: (namespace: string | undefined, name: string) => string;
}

const lowerCase = (name: string) => name.toLowerCase();
const plain = (_namespace: string | undefined, name: string) => name;

/** The rules of each format (user guide, "Package names" and "Package version numbers"). */
const FORMAT_RULES: Record<Format, FormatRules> = {
  npm: {
    namespace: 'optional',
    namespaceMeans: 'the scope without "@"',
    display: (namespace, name) => (namespace ? `@${namespace}/${name}` : name),
  },
  pypi: { namespace: 'none', normalize: (name) => lowerCase(name.replace(/[-_.]+/g, '-')), display: plain },
  maven: {
    namespace: 'required',
    namespaceMeans: 'the groupId',
    display: (namespace, name) => `${namespace}:${name}`,
  },
  nuget: { namespace: 'none', normalize: lowerCase, display: plain },
  generic: {
    namespace: 'required',
    namespaceMeans: 'the namespace it was published under',
    display: (namespace, name) => `${namespace}/${name}`,
  },
  ruby: { namespace: 'none', display: plain },
  swift: {
    namespace: 'required',
    namespaceMeans: 'the scope',
    normalize: lowerCase,
    display: (namespace, name) => `${namespace}.${name}`,
  },
  cargo: { namespace: 'none', display: plain },
};

export function isFormat(value: unknown): value is Format {
  return FORMATS.includes(value as Format);
}

export function namespaceRule(format: Format): Pick<FormatRules, 'namespace' | 'namespaceMeans'> {
  return FORMAT_RULES[format];
}

/** The name, or namespace, as the service spells it. */
export function normalizeName(format: Format, name: string): string {
  return FORMAT_RULES[format].normalize?.(name) ?? name;
}

/** The package as people write it: `@scope/name`, `group:artifact`. */
export function displayName(format: string, namespace: string | undefined, name: string): string {
  return isFormat(format) ? FORMAT_RULES[format].display(namespace, name) : [namespace, name].filter(Boolean).join('/');
}
