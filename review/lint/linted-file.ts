import { parse } from 'yaml';
import type { Guard } from '../../declaration/guard';
import { type HoldList, parseHoldList } from '../../declaration/hold-list';
import { type Manifest, parseManifest } from '../../declaration/manifest';
import { parsePolicy } from '../declare/policy/parse-policy';
import type { Policy } from '../declare/policy/policy';
import { readGuard } from '../guard/read-guard';
import { GUARD_FIELDS } from '../guard/guard-fields';
import type { PolicyFields } from '../declare/policy/policy-fields';
import { readSettings, type Settings } from '../settings/read-settings';
import { SETTINGS_FIELDS } from '../settings/settings-fields';

/** A file with its content, by its kind. */
export type LintedFile = { readonly path: string } & (
  | { readonly kind: 'manifest'; readonly content: Manifest }
  | { readonly kind: 'policy'; readonly content: Policy }
  | { readonly kind: 'guard'; readonly content: Guard }
  | { readonly kind: 'settings'; readonly content: Settings }
  | { readonly kind: 'hold list'; readonly content: HoldList }
);

/**
 * Reads a file. Its header or its keys tell the kind, so that the name of a file decides nothing: a manifest has a header, a
 * guard, settings and a policy are YAML, and other text is a hold list.
 *
 * @throws InvalidText with each broken line
 */
export function readLintedFile(path: string, bytes: Buffer): LintedFile {
  const text = bytes.toString('utf8');
  if (text.startsWith('# cdk-codeartifact-disposal manifest')) {
    return { path, kind: 'manifest', content: parseManifest(bytes) };
  }
  if (/\.ya?ml$/i.test(path)) {
    return /(^|[/\\])cdk-codeartifact-disposal\.ya?ml$/i.test(path) || isOfFields(text, SETTINGS_FIELDS)
      ? { path, kind: 'settings', content: readSettings(text) }
      : isOfFields(text, GUARD_FIELDS)
        ? { path, kind: 'guard', content: readGuard(text) }
        : { path, kind: 'policy', content: parsePolicy(text) };
  }
  if (/\.disposals$/i.test(path)) {
    return { path, kind: 'manifest', content: parseManifest(bytes) };
  }
  return { path, kind: 'hold list', content: parseHoldList(text) };
}

/** True if the first level of a YAML text has one of the keys. Policies, guards and settings share none. */
function isOfFields(text: string, fields: PolicyFields): boolean {
  try {
    const content: unknown = parse(text);
    return typeof content === 'object' && content !== null && Object.keys(content).some((key) => key in fields);
  } catch {
    return false;
  }
}
