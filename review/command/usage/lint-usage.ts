import type { Command } from 'commander';
import { formatHelp } from './help-format';

/** Adds `lint`. */
export function addLint(program: Command): void {
  program
    .command('lint')
    .summary('checks policies, manifests, hold lists, guards, settings')
    .description('Checks files, each alone and against each other. Needs neither AWS nor an app.')
    .argument(
      '<path...>',
      'files, or folders with *.disposals, hold*.txt,\nclean-up*.yaml, disposal-guard.yaml and\ncdk-codeartifact-disposal.yaml',
    )
    .configureHelp({ formatHelp })
    .addHelpText(
      'after',
      '\nExample: lint clean-up.yaml disposals hold.txt disposal-guard.yaml\n' +
        'Exit status: 0 no rule is broken; 1 a rule is broken, or a file cannot be read.',
    )
    .action(async (paths: string[]) => {
      const { lintCommand } = await import('../lint-command');
      process.exitCode = lintCommand(paths);
    });
}
