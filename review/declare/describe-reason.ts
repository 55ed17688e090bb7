import type { Reason, RuleLabel, Setting } from './reason';

/**
 * Names a setting as the person wrote it, with its value if it has one: `--match "<2"`, or `match "<2" of the rule
 * nightlies`.
 */
export type NameSetting = (setting: Setting, rule: RuleLabel | undefined, value?: string) => string;

/** Puts a reason in the words of the person who reads it. */
export function describeReason({ code, value = '', rule }: Reason, nameSetting: NameSetting): string {
  const name = (setting: Setting, text?: string) => nameSetting(setting, rule, text);
  switch (code) {
    case 'match':
    case 'except':
      return name(code, JSON.stringify(value));
    case 'status':
    case 'origin':
      return name(code, value);
    case 'olderThan':
    case 'notRequestedFor':
    case 'prerelease':
      return name(code);
    case 'snapshotBuild':
      return name('snapshotBuilds');
    case 'beyondLatest':
      return `beyond ${name('keepLatest')}`;
    case 'otherStatus':
      return `status ${value}`;
    case 'otherOrigin':
      return `origin ${value}`;
    case 'noMatch':
      return `not in ${name('match')}`;
    case 'tooYoung':
      return `too young for ${name('olderThan')}`;
    case 'tooYoungForUse':
      return `too young for ${name('notRequestedFor')}`;
    case 'latestReleases':
      return `one of the latest ${value} releases`;
    case 'latestPrereleases':
      return `one of the latest ${value} pre-releases`;
    case 'latestSnapshots':
      return `one of the latest ${value} SNAPSHOTs`;
    case 'latestVersions':
      return `one of the latest ${value} versions`;
    case 'newestBuilds':
      return `one of the newest builds of ${value}`;
    case 'requested':
      return `requested since ${value}`;
    case 'useNotShown':
      return `not shown to be unused: ${value}`;
    case 'archivedTooShortly':
      return `archived for less than ${value} days`;
    case 'held':
      return value;
    default:
      return PHRASES[code];
  }
}

/** Reasons that no setting gives, so that every command says the same. */
const PHRASES = {
  noRule: 'no rule',
  ruleKeepsOnly: 'a rule that only keeps',
  noPrerelease: 'no pre-release',
  noSnapshotBuild: 'no build of a SNAPSHOT',
  snapshotOfBuilds: 'a SNAPSHOT of which a build stays',
  defaultVersion: 'the default version',
  lastVersion: 'the latest version of a package that would lose all of them',
  unordered: 'cannot be ordered by the rules of the format',
  noRevision: 'no revision to pin',
  noPublishedTime: 'no published time is known',
  notDeclarable: 'a name that no declaration can carry',
  notWritable: 'a name that no manifest can carry',
  restored: 'restored since it was archived',
  publishedAgain: 'published again since it was archived',
  unknownArchiveTime: 'archived at a time that no deployment has recorded',
  undeliveredReports: 'reports of restored versions wait in a queue',
};

/** Names settings as options of `declare`. */
export const nameOption: NameSetting = (setting, _rule, value) => withValue(OPTIONS[setting], value);

const OPTIONS: Readonly<Record<Setting, string>> = {
  match: '--match',
  olderThan: '--older-than',
  notRequestedFor: '--not-requested-for',
  status: '--status',
  origin: '--origin',
  prerelease: '--prerelease',
  snapshotBuilds: '--snapshot-builds',
  keepLatest: '--keep-latest',
  except: '--except',
};

/** Names settings as keys of a policy, each with its rule. */
export const namePolicyKey: NameSetting = (setting, rule, value) => {
  const key = withValue(POLICY_KEYS[setting], value);
  return rule === undefined ? key : `${key} of ${describeRule(rule)}`;
};

const POLICY_KEYS: Readonly<Record<Setting, string>> = {
  match: 'match',
  olderThan: 'olderThan',
  notRequestedFor: 'notRequestedFor',
  status: 'status',
  origin: 'origin',
  prerelease: 'prerelease',
  snapshotBuilds: 'snapshotBuilds',
  keepLatest: 'keep.latest',
  except: 'keep.versions',
};

/** `the rule nightlies`, or `the rule of line 4`. */
export function describeRule({ line, name }: RuleLabel): string {
  return name === undefined ? `the rule of line ${line}` : `the rule ${name}`;
}

function withValue(setting: string, value: string | undefined): string {
  return value === undefined ? setting : `${setting} ${value}`;
}
