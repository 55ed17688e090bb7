import { FIELDS } from './fields';
import { displayName, FORMATS, type Format, isFormat, namespaceRule, normalizeName } from './package-format';

/** A package as a call names it. */
export interface PackageName {
  readonly format: Format;
  readonly namespace?: string;
  readonly package: string;
}

/** The separator of namespace and name in each format, as people write them. */
const WRITTEN: Partial<Record<Format, RegExp>> = {
  npm: /^@(?<namespace>[^/]+)\/(?<name>.+)$/,
  maven: /^(?<namespace>[^:]+):(?<name>.+)$/,
  generic: /^(?<namespace>[^/]+)\/(?<name>.+)$/,
  swift: /^(?<namespace>[^.]+)\.(?<name>.+)$/,
};

/**
 * Reads a package as people write it: `@scope/name`, `group:artifact`.
 *
 * @throws RangeError
 */
export function packageName(format: string, text: string): PackageName {
  if (!isFormat(format)) {
    throw new RangeError(`The format must be one of ${FORMATS.join(', ')}; got ${format}.`);
  }
  const { namespace, name = text } = WRITTEN[format]?.exec(text)?.groups ?? {};
  return packageOfParts(format, namespace, name);
}

/**
 * A package by its parts, in any spelling that the format takes for the same package.
 *
 * @throws RangeError
 */
export function packageOfParts(format: Format, namespace: string | undefined, name: string): PackageName {
  const parts = [name, ...(namespace === undefined ? [] : [namespace])];
  const rule = namespaceRule(format).namespace;
  const isWrong = namespace === undefined ? rule === 'required' : rule === 'none';
  if (isWrong || parts.some((part) => !FIELDS.package.pattern.test(part) || /[*?]|^@/.test(part))) {
    const form = displayName(format, rule === 'none' ? undefined : 'namespace', 'name');
    const text =
      namespace === undefined ? name : rule === 'none' ? `${namespace}/${name}` : displayName(format, namespace, name);
    throw new RangeError(`A package of ${format} is written ${form}, each part ${FIELDS.package.rule}; got ${text}.`);
  }
  return {
    format,
    ...(namespace === undefined ? {} : { namespace: normalizeName(format, namespace) }),
    package: normalizeName(format, name),
  };
}
