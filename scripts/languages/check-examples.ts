import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The page with an example for each language. */
const PAGE = join(__dirname, '..', '..', 'docs', 'languages.md');

/** Examples of the README. */
const MIN_README_EXAMPLES = 4;

/** Fewer names than this are no example. */
const MIN_NAMES = 8;

/** The sources that jsii generated for one language: the text of each file by its name, without the end of the name. */
type Sources = ReadonlyMap<string, string>;

/**
 * Checks the examples of the documentation against the sources that jsii generates: each class, argument, builder method, property
 * and member of an enumeration that they name must be there.
 *
 * @param folder of the generated sources, with a folder for each language
 * @throws Error with every name that is not there
 */
export function checkExamples(folder: string): void {
  const page = readFileSync(PAGE, 'utf8');
  checkReadme(readFileSync(join(folder, 'python', 'README.md'), 'utf8'));
  checkPython(folder, readBlock(page, 'python'));
  checkNames('Java', findJavaNames(readBlock(page, 'java'), readSources(join(folder, 'java'), '.java')));
  checkNames('C#', findDotnetNames(readBlock(page, 'csharp'), readSources(join(folder, 'dotnet'), '.cs')));
}

/** The README of the package has its examples in the language of the package. */
function checkReadme(readme: string) {
  const count = readme.split('\n').filter((line) => line.startsWith('```python')).length;
  if (count < MIN_README_EXAMPLES || /^```(ts|typescript)\b/m.test(readme)) {
    throw new Error(
      `The README for Python must have ${MIN_README_EXAMPLES} examples in Python, and none in TypeScript; got ${count}.`,
    );
  }
}

function readBlock(page: string, language: string): string {
  const [, block] = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(page) ?? [];
  if (block === undefined) {
    throw new Error(`The page must have an example of ${language}; got none.`);
  }
  return block;
}

function readSources(folder: string, end: string): Sources {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(end));
  return new Map(files.map((file) => [basename(file, end), readFileSync(join(folder, file), 'utf8')]));
}

function checkPython(folder: string, example: string) {
  const file = join(folder, 'example.py');
  writeFileSync(file, example);
  const generated = readdirSync(join(folder, 'python'), { recursive: true, encoding: 'utf8' }).find((path) =>
    path.replaceAll('\\', '/').endsWith('cdk_codeartifact_disposal/__init__.py'),
  );
  const script = join(__dirname, 'check_python.py');
  execFileSync('python3', [script, join(folder, 'python', generated ?? ''), file], { stdio: 'inherit' });
}

/** Each name of the example, and whether the sources have it. */
type NamedParts = readonly (readonly [name: string, isThere: boolean])[];

function findJavaNames(example: string, sources: Sources): NamedParts {
  const imports = [...example.matchAll(/^import io\.github\.cdkcodeartifactdisposal\.(\w+);$/gm)].map(
    ([, name = '']) => name,
  );
  const builders = [...example.matchAll(/(\w+)\.Builder\.create\((.*?)\.build\(\)/gs)].flatMap(
    ([, type = '', calls = '']) =>
      [...calls.matchAll(/^\s+\.(\w+)\(/gm)].map(([, method = '']): readonly [string, boolean] => [
        `${type}.Builder.${method}`,
        new RegExp(`public Builder ${method}\\(`).test(sources.get(type) ?? ''),
      ]),
  );
  return [
    ...imports.map((name) => [name, sources.has(name)] as const),
    ...builders,
    ...findMembers(example, imports, sources),
  ];
}

function findDotnetNames(example: string, sources: Sources): NamedParts {
  const properties = [...example.matchAll(/new (\w+Props)\s*\{(.*?)\n\}/gs)].flatMap(([, type = '', body = '']) =>
    [...body.matchAll(/^\s+(\w+) = /gm)].map(([, name = '']): readonly [string, boolean] => [
      `${type}.${name}`,
      new RegExp(`public .*\\b${name}\\b`).test(sources.get(type) ?? ''),
    ]),
  );
  return [...properties, ...findMembers(example, ['PackageFormat', 'PackageVersionStatus'], sources)];
}

/** The members of enumerations. */
function findMembers(example: string, types: readonly string[], sources: Sources): NamedParts {
  return types.flatMap((type) =>
    [...example.matchAll(new RegExp(`\\b${type}\\.([A-Z]+)\\b`, 'g'))].map(
      ([, member = '']): readonly [string, boolean] => [
        `${type}.${member}`,
        new RegExp(`^\\s*${member}\\b`, 'm').test(sources.get(type) ?? ''),
      ],
    ),
  );
}

function checkNames(language: string, names: NamedParts) {
  const missing = names.filter(([, isThere]) => !isThere).map(([name]) => name);
  if (missing.length > 0 || names.length < MIN_NAMES) {
    throw new Error(
      `The example of ${language} must name ${MIN_NAMES} parts of the generated sources; got ${names.length}, of which these are not there: ${missing.join(', ')}.`,
    );
  }
  console.log(`${names.length} names of the example of ${language} are in the generated sources`);
}
