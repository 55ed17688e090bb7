import { CfnParameter, NestedStack, Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions } from '../../../lib';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';
import { startCommand } from './start-command';

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  reviewedRegistry.publish('1.0.0', '1.1.0');
});
afterEach(() => reviewedRegistry.stop());

const run = (args: readonly string[]) => startCommand(reviewedRegistry, args).ended;

describe('--parameter', () => {
  /** A nested stack has a parameter of its own, which its parent passes. */
  const parameterized = (...names: string[]) =>
    reviewedRegistry.synth((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV, stackName: 'disposal-of-prod' });
      const versions = names.map((name) => new CfnParameter(stack, name).valueAsString);
      new DisposedPackageVersions(stack, 'LeftPad', leftPad(['1.0.0', ...versions]));
      const nested = new NestedStack(stack, 'Nested', { parameters: { Inner: 'x' } });
      new CfnParameter(nested, 'Inner');
    });

  test.each(['Version', 'Disposal:Version', 'disposal-of-prod:Version'])(
    '--parameter gives the value of a parameter as %s',
    async (name) => {
      const { status, stdout } = await run(['plan', parameterized('Version'), '--parameter', `${name}=1.1.0`]);
      expect(status).toBe(0);
      expect(stdout).toContain('Deploying disposes 2 versions of 1 package');
    },
  );

  test.each(['Verison', 'Other:Version', 'Disposal:Inner', 'Inner', 'constructor'])(
    '--parameter is an error with the names that exist where it names no parameter: %s',
    async (name) => {
      const { status, stdout, stderr } = await run(['plan', parameterized('Version'), '--parameter', `${name}=1.1.0`]);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toBe(
        '--parameter must name a parameter of a template, as Name=value or Stack:Name=value; ' +
          `got ${name}. Parameters of the stacks: Disposal:Version.\n`,
      );
    },
  );

  test('--parameter is an error where no stack has any', async () => {
    const { status, stderr } = await run(['plan', parameterized(), '--parameter', 'On=yes']);
    expect(status).toBe(1);
    expect(stderr).toContain('got On. The stacks have no parameters whose values can be given. Take the option out.');
  });

  test('--base-parameter is for the base alone where the change takes the parameter out', async () => {
    const base = parameterized('Version');
    const { status, stdout } = await run([
      'plan',
      parameterized(),
      '--base',
      base,
      '--base-parameter',
      'Version=1.1.0',
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain('This change disposes 1 version of 1 package');
  });
});
