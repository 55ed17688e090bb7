import { CloudArtifact } from '@aws-cdk/cloud-assembly-api';
import { App, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../../template/read/assembly';

const directory = mkdtempSync(join(tmpdir(), 'construct-path-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The stacks of an app whose templates do not hold the paths of constructs. */
function stacksOf(build: (stack: Stack) => void) {
  const app = new App({
    outdir: mkdtempSync(join(directory, 'app-')),
    context: { 'aws:cdk:disable-path-metadata': true },
  });
  build(new Stack(app, 'Disposal'));
  return readAssembly(app.synth().directory).stacks;
}

describe('The path of a construct without path metadata in the template', () => {
  test('The path of a construct comes from the metadata of its stack, nested stacks included', () => {
    const stacks = stacksOf((stack) => {
      new CfnResource(stack, 'LeftPad', { type: 'Custom::Test' });
      new CfnResource(new NestedStack(stack, 'Nested'), 'LeftPad', { type: 'Custom::Test' });
    });
    expect(stacks.map(({ constructPath }) => constructPath('LeftPad'))).toEqual([
      'Disposal/LeftPad',
      'Disposal/Nested/LeftPad',
    ]);
  });

  test('The path of a construct is found without reading the metadata again for every resource', () => {
    const [stack] = stacksOf((scope) => {
      for (let index = 0; index < 50; index++) {
        new CfnResource(scope, `Pad${index}`, { type: 'Custom::Test' });
      }
    });
    const reads = jest.spyOn(CloudArtifact.prototype, 'findMetadataByType');
    const paths = Object.keys(stack!.template.Resources!).map((logicalId) => stack!.constructPath(logicalId));
    expect(paths).toContain('Disposal/Pad49');
    expect(reads.mock.calls.length).toBeLessThanOrEqual(1);
    reads.mockRestore();
  });
});
