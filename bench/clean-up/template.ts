import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { parseManifest, writeManifest } from '../../declaration/manifest';
import { interleaved, median } from '../statistics';
import { number, ratio, type Row, type Section } from '../table';
import { entriesOf, inDirectory, type RepositorySize, STACK, synthesize, writeManifestOf } from './repository';

const TO_REACH = 1.1;
/** Bytes of a hash, twice in the template, and of counts. */
const MAX_TEMPLATE_DIFFERENCE = 64;

/** What a manifest costs the synthesis, the template and the reviewer. */
export function measureTemplate(quick: boolean, rounds: number): Promise<Section> {
  return inDirectory(async (directory) => {
    const size: RepositorySize = { packages: quick ? 100 : 10_000, versions: 10 };
    const empty = writeManifestOf({ packages: 0, versions: 0 }, directory);
    const full = writeManifestOf(size, directory);
    const name = `${number(size.packages)} packages of ${size.versions} versions`;
    const one = writeManifestOf({ packages: 1, versions: 1 }, directory);
    const [without, withAll] = [templateOf(one, directory), templateOf(full, directory)];
    const bytes = [without, withAll].map((text) => Buffer.byteLength(text));
    const resources = [without, withAll].map((text) => resourceCountOf(text));
    const added = addedBytes(size);
    return {
      title: 'Clean-up of a repository: synthesis, template and review',
      note:
        'The synthesis is held against the same stack with an empty manifest, the template against a manifest of one version. Reading a manifest is reading the file and checking each line. ' +
        'The diff is that of the manifest, three lines of context, file names included.',
      rows: [
        await synthesisRow(name, { empty, full, directory, rounds }),
        {
          what: `template, ${name}`,
          against: `${number(bytes[0]!)} bytes, ${resources[0]} resources`,
          measured: `${number(bytes[1]!)} bytes, ${resources[1]} resources`,
          toReach: 'the same but for the digits of the counts',
          reached: Math.abs(bytes[1]! - bytes[0]!) <= MAX_TEMPLATE_DIFFERENCE && resources[1] === resources[0],
        },
        {
          what: `diff of one more version, ${name}`,
          against: `${number(added.line)} bytes of its line`,
          measured: `${number(added.diff)} bytes, ${added.lines} line added`,
          toReach: 'one line',
          reached: added.lines === 1,
        },
      ],
    };
  });
}

interface Syntheses {
  readonly empty: string;
  readonly full: string;
  readonly directory: string;
  readonly rounds: number;
}

async function synthesisRow(name: string, { empty, full, directory, rounds }: Syntheses): Promise<Row> {
  const alternatives = ['empty', 'read', 'full'] as const;
  const times = await interleaved(rounds, alternatives, (alternative) => {
    const started = performance.now();
    if (alternative === 'read') {
      parseManifest(readFileSync(full));
    } else {
      synthesize(alternative === 'empty' ? empty : full, directory);
    }
    return Promise.resolve(performance.now() - started);
  });
  const [without, reading, withAll] = alternatives.map((alternative) => median(times.get(alternative)!));
  const measured = withAll! / (without! + reading!);
  return {
    what: `synthesis, ${name}`,
    against: 'an empty manifest, and reading the full one',
    measured: `${ratio(measured)} ×, ${Math.round(withAll! - without!)} ms more`,
    toReach: `≤ ${ratio(TO_REACH)} ×`,
    reached: measured <= TO_REACH,
  };
}

function templateOf(manifest: string, directory: string): string {
  return readFileSync(join(synthesize(manifest, directory), `${STACK}.template.json`), 'utf8');
}

function resourceCountOf(template: string): number {
  return Object.keys((JSON.parse(template) as { Resources: object }).Resources).length;
}

function addedBytes(size: RepositorySize) {
  const entries = [...entriesOf(size)];
  const more = { ...entries.at(Math.floor(entries.length / 2))!, version: '2.0.0' };
  const [before, after] = [entries, [...entries, more]].map((each) => String(writeManifest(each)));
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  const diff = createTwoFilesPatch('a/m', 'b/m', before!, after!, undefined, undefined, options);
  const lines = diff.split('\n').filter((line) => line.startsWith('+') && !line.startsWith('+++'));
  return { line: Buffer.byteLength(lines[0] ?? ''), diff: Buffer.byteLength(diff), lines: lines.length };
}
