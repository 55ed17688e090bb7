import { Deployment } from './deployment';

let deployment: Deployment;

beforeEach(async () => {
  deployment = await Deployment.start();
  deployment.publish('1.0.0', '1.0.1');
});

afterEach(() => deployment.stop());

test.each(['ListPackageVersions', 'DisposePackageVersions'] as const)(
  'When the time is up since %s is throttled again and again, the reason says so and advises a lower rate',
  async (operation) => {
    deployment.time = 1_000;
    deployment.codeArtifact.faults.inject({ operation, fault: 'throttling', times: Infinity });

    const { Reason } = await deployment.create({ versions: ['1.0.0', '1.0.1'] });

    expect(Reason).toMatch(/OUT_OF_TIME: .* \(last attempt: ThrottlingException: .*deploy fewer declarations at once/);
    expect(Reason).not.toContain('longer timeout');
  },
);
