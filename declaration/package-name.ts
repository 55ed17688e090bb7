import { FIELDS } from './fields';
import { displayName, FORMATS, type Format, isFormat, namespaceRule, normalizeName } from './package-format';

/** A package as a call names it. */
export interface PackageName {
  readonly format: Format;
  readonly namespace?: string;
  readonly package: string;
}

/** How each format separates the namespace from the name when people write both. */
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
export function packageName(format: string, written: string): PackageName {
  if (!isFormat(format)) {
    throw new RangeError(`The format must be one of ${FORMATS.join(', ')}; got ${format}.`);
  }
  const { namespace, name = written } = WRITTEN[format]?.exec(written)?.groups ?? {};
  const parts = [name, ...(namespace === undefined ? [] : [namespace])];
  const isMissing = namespaceRule(format).namespace === 'required' && namespace === undefined;
  if (isMissing || parts.some((part) => !FIELDS.package.pattern.test(part) || /[*?]|^@/.test(part))) {
    const form = displayName(format, namespaceRule(format).namespace === 'none' ? undefined : 'namespace', 'name');
    throw new RangeError(
      `A package of ${format} is written ${form}, each part ${FIELDS.package.rule}; got ${written}.`,
    );
  }
  return {
    format,
    ...(namespace === undefined ? {} : { namespace: normalizeName(format, namespace) }),
    package: normalizeName(format, name),
  };
}
