import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from './bench';
import { causesMarkdown } from './causes';
import { readSection } from './document-section';
import { plot } from './plot';
import { sectionMarkdown } from './table';
import { root } from './workspace';

/** Writes benchmarks.md and its picture. */
export async function writeDocument(directory: string, measured: readonly Measurement[]): Promise<void> {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'benchmarks.svg'), await plot(measured.flatMap(({ panels = [] }) => panels)));
  const file = join(directory, 'benchmarks.md');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const titles = measured.map(({ section }) => section.title.toLowerCase());
  writeFileSync(file, withSectionsOf(before, { document: markdown(measured), titles }));
}

/** Sections between markers come from commands of their own, and stay unless they are measured. */
function withSectionsOf(
  before: string,
  { document, titles }: { readonly document: string; readonly titles: readonly string[] },
): string {
  const names = Array.from(before.matchAll(/^<!-- ([a-z-]+): begin -->$/gm), ([, name = '']) => name);
  const sections = names
    .filter((name) => !titles.includes(name))
    .map((name) => readSection(before, name))
    .filter((text) => text !== undefined);
  return `${[document.trimEnd(), ...sections].join('\n\n')}\n`;
}

function markdown(measured: readonly Measurement[]): string {
  const sections = measured.map(({ section }) => sectionMarkdown(section));
  return [
    '# Benchmarks',
    '',
    `Written by \`npm run bench -- ${process.argv.slice(2).join(' ')}\` on ${machine()}.`,
    '',
    'Side by side in one run, against what one would use instead, on services on loopback: trust the ratios.',
    '"AwsCustomResource" is the CDK\'s construct with its own handler, calling DisposePackageVersions; "provider framework" is the CDK\'s',
    "`custom_resources.Provider` in front of this library's handler, with a prebuilt asset. `npm run compare` shows what they *do*.",
    '',
    '![How cost grows with declarations and versions](benchmarks.svg)',
    '',
    ...sections,
    causesMarkdown(measured.map(({ section }) => section)),
  ].join('\n');
}

function machine(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const version = (name: string) => (JSON.parse(readManifest(name)) as { version: string }).version;
  return (
    `${cpus().length} × ${cpu?.model.trim() || process.arch}, ${gigabytes} GB, ${process.platform} ${process.arch}, ` +
    `Node.js ${process.versions.node}, aws-cdk-lib ${version('aws-cdk-lib')}, @aws-sdk/client-codeartifact ${version('@aws-sdk/client-codeartifact')}`
  );
}

function readManifest(name: string): string {
  return readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
}
