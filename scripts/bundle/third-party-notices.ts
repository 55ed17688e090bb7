import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';

interface ThirdParty {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly texts: readonly string[];
}

/**
 * The licences of the packages in a bundle, each text once. The result depends on the packages only, not on the time or
 * the directory of their installation.
 *
 * @param metafile of the build
 * @param root the directory that the paths of the metafile start from
 * @param sameTextAs for packages without the text of their licence: the directory under `root` of a package of the same
 * repository with that text
 */
export function thirdPartyNotices(
  metafile: Metafile,
  root: string,
  sameTextAs: Readonly<Record<string, string>> = {},
): string {
  const byText = new Map<string, ThirdParty[]>();
  for (const party of thirdParties(metafile, root, sameTextAs)) {
    const text = party.texts.join('\n\n');
    byText.set(text, [...(byText.get(text) ?? []), party]);
  }
  const sections = [...byText].map(([text, parties]) =>
    [...parties.map(({ name, version, license }) => `${name} ${version} (${license})`), '', text].join('\n'),
  );
  return ['This bundle holds code of the following packages.', ...sections].join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';
}

function thirdParties(
  { inputs, outputs }: Metafile,
  root: string,
  sameTextAs: Readonly<Record<string, string>>,
): ThirdParty[] {
  const used = Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const directories = new Set(
    used
      .filter((path) => path in inputs && path.includes('node_modules/'))
      .map((path) => packageDirectory(resolve(root, path))),
  );
  const found = new Map(
    [...directories]
      .map((text) => thirdParty(text, root, sameTextAs))
      .map((party) => [`${party.name} ${party.version}`, party] as const),
  );
  return [...found.keys()].sort().map((key) => found.get(key)!);
}

function packageDirectory(file: string): string {
  for (let directory = dirname(file); directory !== dirname(directory); directory = dirname(directory)) {
    if (existsSync(join(directory, 'package.json')) && 'version' in manifest(directory)) {
      return directory;
    }
  }
  throw new Error(`A bundled file must be part of a package; got ${file}.`);
}

function thirdParty(own: string, root: string, sameTextAs: Readonly<Record<string, string>>): ThirdParty {
  const { name, version, license = 'see below' } = manifest(own);
  const directory = Object.hasOwn(sameTextAs, name) ? join(root, sameTextAs[name]!) : own;
  const files = readdirSync(directory).filter((file) => /^(licen[cs]e|notice)([.-].*)?$/i.test(file));
  if (files.length === 0) {
    throw new Error(`Every bundled package must bring the text of its licence; got none in ${directory}.`);
  }
  const texts = files.sort().map((file) => readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return { name, version, license, texts };
}

function manifest(directory: string) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Omit<ThirdParty, 'texts'>;
}
