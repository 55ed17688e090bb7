import { Command } from 'commander';
import { endQuietly, printFailure, printToStderr } from './output';
import { addCheck } from './usage/check-usage';
import { addLint } from './usage/lint-usage';
import { addCleanUp } from './usage/clean-up-usage';
import { addDeclare } from './usage/declare-usage';
import { addPlan } from './usage/plan-usage';
import { addReport } from './usage/report-usage';
import { addRestore } from './usage/restore-usage';
import { addTakeDown } from './usage/take-down-usage';
import { formatHelp } from './usage/help-format';
import { addUse } from './usage/use-usage';
import { endSentence } from '../text/sanitize';
import { version } from '../../package.json';

/** Runs the command; the process ends with its exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  endQuietly();
  // Users of the bundled command cannot act on the SDK's Node.js warning.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    await program().parseAsync([...argv]);
  } catch (error) {
    // A plan that failed may hide anything.
    process.exitCode = 1;
    printFailure(error);
  }
}

/** As a sentence: the parser writes `error: unknown option '--x'`. */
function describeUsageError(text: string): string {
  const message = text.trim().replace(/^error: /, '');
  return message.startsWith('(') ? message : `${message.charAt(0).toUpperCase()}${endSentence(message.slice(1))}`;
}

// The commands are loaded when they are run, so that --help does not load the SDK.
function program(): Command {
  const command = new Command('cdk-codeartifact-disposal')
    .description(
      'Reviews and writes declarations of disposed AWS CodeArtifact package versions. Reads only, but for restore.',
    )
    .version(version)
    .configureHelp({ formatHelp })
    .addHelpText('after', 'COMMAND --help has the options of a command; --version prints the version.')
    // A message quotes what it was given, which may come from a pull request.
    .configureOutput({ outputError: (text) => printToStderr(describeUsageError(text)) })
    .showHelpAfterError('(--help shows the usage)');
  addPlan(command);
  addDeclare(command);
  addCleanUp(command);
  addTakeDown(command);
  addCheck(command);
  addReport(command);
  addLint(command);
  addRestore(command);
  addUse(command);
  return command;
}
