import { type Command, InvalidArgumentError, Option } from 'commander';

import { profileOption } from './profile-option';

/** The Region and the profile of the AWS configuration. */
export function regionOptions(): readonly [Option, Option] {
  return [new Option('--region <region>'), profileOption('default: as the AWS SDK finds them')];
}

/** The file with options that stay, and the option that reads none, for pipelines that work in the change. */
export function settingsOptions(
  description = 'options that stay; default: cdk-codeartifact-disposal.yaml',
): readonly [Option, Option] {
  return [new Option('--settings <file>', description), new Option('--no-settings').hideHelp()];
}

/** Tells whether the command line gives an option. */
export function givenOptions(command: Command): (name: string) => boolean {
  return (name) => !['default', undefined].includes(command.getOptionValueSource(name));
}

/** The number of calls are made at once. */
export function concurrencyOption(description = 'calls at once; default: 8') {
  return new Option('--concurrency <calls>', description).argParser(atLeast(1)).default(8);
}

/** The number of calls are made a second, for runs over whole repositories. */
export function paceOptions(): readonly [Option, Option] {
  return [
    new Option('--max-lists-per-second <number>', 'ListPackageVersions; default: 50').argParser(atLeast(1)).default(50),
    new Option('--max-reads-per-second <number>', 'other calls; default: 200').argParser(atLeast(1)).default(200),
  ];
}

/** Collects the values of an option that may be given several times. */
export function append(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Collects values such as `key=value`. */
export function addPair(value: string, before: ReadonlyMap<string, string>): Map<string, string> {
  const [key, ...rest] = value.split('=');
  if (!key || rest.length === 0) {
    throw new InvalidArgumentError('It must be key=value.');
  }
  return new Map(before).set(key, rest.join('='));
}

/** Reads the number of an AWS account. */
export function accountId(value: string): string {
  if (!/^[0-9]{12}$/.test(value)) {
    throw new InvalidArgumentError('It must be the 12 digits of an AWS account.');
  }
  return value;
}

/** Reads a whole number with a lower bound. */
export function atLeast(min: number) {
  return (value: string): number => {
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < min) {
      throw new InvalidArgumentError(`It must be a whole number of at least ${min}.`);
    }
    return number;
  };
}
