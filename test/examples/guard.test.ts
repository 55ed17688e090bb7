import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { matchesPattern, type Pattern } from '../../local/events/pattern';
import { LEFT_PAD } from '../fixtures/packages';
import { Accounts, Example, EXAMPLES } from './example';

const CORE = 'package/my-domain/my-repo/npm/my-scope/core';
const PINS = {
  '1.1.0': 'hazjHLnaD6rJIXuSjaxR9YgcGmIqo39aT88BDKVwwdk=',
  '1.2.0': '/wlAB0+jenA0GVfvPNjhL5pcwEa4k9Wvl7Wl3JluPbU=',
};

let example: Example;

beforeAll(async () => {
  example = await Example.synthesize('guard');
});
afterAll(() => example.remove());

test('The clean-up of the guarded example disposes what its manifest names', async () => {
  const accounts = await Accounts.open();
  try {
    const { registry } = accounts.codeArtifact;
    Object.entries(PINS).forEach(([version, revision]) => registry.publish(LEFT_PAD, version, { revision }));
    registry.publish(LEFT_PAD, '2.0.0');
    const { status, reason } = await accounts.deploy(example, 'Disposal');
    expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
    expect(accounts.statuses(LEFT_PAD)).toEqual({ '1.1.0': 'Disposed', '1.2.0': 'Disposed', '2.0.0': 'Published' });
  } finally {
    await accounts.close();
  }
});

test('A manifest of the guarded example with a protected version fails the synth, which names the version', async () => {
  // Within the package, where its app finds the library.
  const folder = mkdtempSync(join(EXAMPLES, '..', 'dist', 'guard-'));
  try {
    cpSync(join(EXAMPLES, 'guard'), folder, { recursive: true });
    const manifest = join(folder, 'disposals', 'my-repo.disposals');
    writeFileSync(manifest, `${readFileSync(manifest, 'utf8')}npm\t@my-scope/left-pad\t2.0.0\tA=\n`);
    await expect(Example.synthesizeFolder(folder)).rejects.toThrow(
      /@my-scope\/left-pad 2\.0\.0 .*is protected by item 2/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('The policy of the guarded repository denies changes of protected packages to everyone but the clean-up', () => {
  const [repository] = Object.values(example.template('Repository').findResources('AWS::CodeArtifact::Repository'));
  const { Statement } = (repository as { Properties: { PermissionsPolicyDocument: { Statement: object[] } } })
    .Properties.PermissionsPolicyDocument;
  expect(Statement).toHaveLength(1);
  expect(Statement[0]).toMatchObject({ Effect: 'Deny', Principal: { AWS: '*' } });
  const text = JSON.stringify(Statement[0]);
  expect(text).toContain(CORE);
  const functions = Object.values(example.template('Disposal').findResources('AWS::Lambda::Function'));
  const [role] = (functions as { Properties: { Role: { 'Fn::GetAtt': string[] } } }[]).map(
    ({ Properties }) => Properties.Role['Fn::GetAtt'][0],
  );
  expect(text).toMatch(
    new RegExp(
      `"ArnNotEquals":\\{"aws:PrincipalArn":\\[\\{"Fn::ImportValue":"Disposal:ExportsOutputFnGetAtt${role}Arn`,
    ),
  );
});

test('The topic of the guarded example is told of a disposal by anyone else', () => {
  const rules = Object.values(example.template('Disposal').findResources('AWS::Events::Rule'));
  const pattern = (rules as { Properties: { EventPattern: Pattern; Description?: string } }[])
    .map(({ Properties }) => Properties)
    .find(({ Description = '' }) => Description.startsWith('Reports calls'))!.EventPattern;
  const event = {
    source: 'aws.codeartifact',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: {
      eventSource: 'codeartifact.amazonaws.com',
      eventName: 'DisposePackageVersions',
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/eve' },
      requestParameters: { domain: 'my-domain', repository: 'my-repo', package: 'core' },
    },
  };
  expect(matchesPattern(pattern, event)).toBe(true);
  expect(matchesPattern(pattern, { ...event, detail: { ...event.detail, eventName: 'ListPackages' } })).toBe(false);
});
