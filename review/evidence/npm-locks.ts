import { type EvidenceCollector, isJsonObject, type JsonObject, readMembers, readString } from './evidence';

/** Sources that are no registry. */
const ELSEWHERE = 'from no registry';

/** Reads `package-lock.json` and `npm-shrinkwrap.json` of npm, of every version. */
export function readPackageLock(lock: JsonObject, evidence: EvidenceCollector): void {
  for (const [path, pkg] of readMembers(lock['packages'])) {
    const name = readString(pkg['name']) ?? path.split('node_modules/').at(-1);
    if (path.includes('node_modules/') && pkg['link'] !== true && name) {
      addVersion(evidence, name, readString(pkg['version']));
    }
  }
  // A lock file of versions 1 and 2 has a tree of dependencies.
  const queue = [...readMembers(lock['dependencies'])];
  for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
    const [name, pkg] = entry;
    queue.push(...readMembers(pkg['dependencies']));
    addVersion(evidence, name, readString(pkg['version']));
  }
}

const YARN_HEADER = /^"?((?:@[^/@"]+\/)?[^/@",]+)@/;

/** Reads `yarn.lock` of Yarn 1: a header of name and range, and the version below. */
export function readYarnLock(text: string, evidence: EvidenceCollector): void {
  let name: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const version = /^ {2}version "?([^"\s]+)"?$/.exec(line)?.[1];
    if (/^[^\s#]/.test(line)) {
      const alias = /@npm:((?:@[^/@"]+\/)?[^/@",:]+)(?:@|[",:]|$)/.exec(line)?.[1];
      name = alias ?? YARN_HEADER.exec(line)?.[1];
    } else if (version !== undefined && name !== undefined) {
      addVersion(evidence, name, version);
      name = undefined;
    }
  }
}

/** Reads `yarn.lock` of Yarn 2 and later. */
export function readYarnBerryLock(lock: JsonObject, evidence: EvidenceCollector): void {
  for (const [key, pkg] of readMembers(lock)) {
    const resolution = readString(pkg['resolution']);
    const [, name, protocol] = /^((?:@[^/@]+\/)?[^/@]+)@([a-z]+):/.exec(resolution ?? key) ?? [];
    if (key === '__metadata' || protocol === 'workspace' || protocol === 'link' || protocol === 'portal') {
      continue;
    }
    if (name === undefined) {
      evidence.addOther(ELSEWHERE);
    } else {
      addVersion(evidence, name, readString(pkg['version']));
    }
  }
}

/** The keys of packages: `@scope/name@1.0.0(peer@1.0.0)`, and `/@scope/name/1.0.0_peer@1.0.0` of older versions. */
const PNPM_KEYS = [/^\/?((?:@[^/@(]+\/)?[^/@(]+)@(\d[^(]*)/, /^(?:[^/]+\.[^/]+)?\/((?:@[^/]+\/)?[^/@]+)\/(\d[^/_(]*)/];

/** Reads `pnpm-lock.yaml`, of every version. */
export function readPnpmLock(lock: JsonObject, evidence: EvidenceCollector): void {
  for (const [key, pkg] of [...readMembers(lock['packages']), ...readMembers(lock['snapshots'])]) {
    const [, name, version] = PNPM_KEYS.map((pattern) => pattern.exec(key)).find((match) => match !== null) ?? [];
    if (name !== undefined) {
      addVersion(evidence, name, version);
    } else if (readString(pkg['name']) !== undefined) {
      addVersion(evidence, readString(pkg['name']) ?? '', readString(pkg['version']));
    } else {
      evidence.addOther(ELSEWHERE);
    }
  }
}

/** An alias stands for another package: `npm:name@1.0.0`. What a file or an address gives has no version of the registry. */
function addVersion(evidence: EvidenceCollector, name: string, version: string | undefined) {
  const [, alias, aliasVersion] = /^npm:((?:@[^/@]+\/)?[^/@]+)@(.+)$/.exec(version ?? '') ?? [];
  if (alias !== undefined) {
    evidence.add('npm', alias, aliasVersion);
  } else if (version !== undefined && /^(?:file|link|git|github|https?|git\+[a-z]+):/.test(version)) {
    evidence.addOther(ELSEWHERE);
  } else {
    evidence.add('npm', name, version);
  }
}

/** True if an object is a lock file of pnpm. */
export function isPnpmLock(value: unknown): value is JsonObject {
  return isJsonObject(value) && 'lockfileVersion' in value;
}
