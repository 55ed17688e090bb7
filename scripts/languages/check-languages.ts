import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkExamples } from './check-examples';

const root = join(__dirname, '..', '..');

/** The end of the path of one file that each language must have. */
const EXPECTED: Readonly<Record<string, string>> = {
  dotnet: 'CdkCodeArtifactDisposal/DisposedPackageVersions.cs',
  go: 'cdkcodeartifactdisposal/DisposedPackageVersions.go',
  java: 'io/github/cdkcodeartifactdisposal/DisposedPackageVersions.java',
  python: 'cdk_codeartifact_disposal/__init__.py',
};

/** Generates the sources of every other CDK language from the last build, with translated snippets. */
function checkLanguages() {
  if (!existsSync(join(root, '.jsii'))) {
    throw new Error('The library must be built; found no .jsii. Run "npm run build".');
  }
  const out = mkdtempSync(join(tmpdir(), 'languages-'));
  try {
    const pacmak = join(root, 'node_modules', 'jsii-pacmak', 'bin', 'jsii-pacmak');
    execFileSync(process.execPath, [pacmak, '--code-only', '--no-npmignore', '--outdir', out], {
      cwd: root,
      stdio: 'inherit',
    });
    for (const [language, path] of Object.entries(EXPECTED)) {
      const files = readdirSync(join(out, language), { recursive: true, encoding: 'utf8' });
      if (!files.some((file) => file.replaceAll('\\', '/').endsWith(path))) {
        throw new Error(`The sources for ${language} must have ${path}; got ${files.length} files without it.`);
      }
    }
    checkExamples(out);
    console.log(`Sources generated for ${Object.keys(EXPECTED).join(', ')}.`);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

checkLanguages();
