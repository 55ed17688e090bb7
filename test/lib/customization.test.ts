import { type IPropertyInjector, PropertyInjectors, RemovalPolicies, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { Function, type FunctionProps, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type LogGroupProps, RetentionDays } from 'aws-cdk-lib/aws-logs';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { declare, DECLARATION, only, synthesize } from './synthesize';

/** Sets properties of every construct of a class. */
function injector<Props>(constructUniqueId: string, injected: Partial<Props>): IPropertyInjector {
  return {
    constructUniqueId,
    inject: (original: Props) => ({ ...original, ...injected }),
  };
}

describe('A setting of the whole app', () => {
  test('A property injector of functions reaches the function', () => {
    const template = synthesize((stack) => {
      PropertyInjectors.of(stack).add(
        injector<FunctionProps>(Function.PROPERTY_INJECTION_ID, { tracing: Tracing.ACTIVE }),
      );
      declare(stack);
    });

    expect(only(template, 'AWS::Lambda::Function').Properties).toMatchObject({ TracingConfig: { Mode: 'Active' } });
  });

  test('A property injector of log groups reaches the log group', () => {
    const template = synthesize((stack) => {
      const retention = { retention: RetentionDays.TEN_YEARS };
      PropertyInjectors.of(stack).add(injector<LogGroupProps>(LogGroup.PROPERTY_INJECTION_ID, retention));
      declare(stack);
    });

    expect(only(template, 'AWS::Logs::LogGroup').Properties).toMatchObject({ RetentionInDays: 3653 });
  });

  test('A permissions boundary reaches the role', () => {
    const template = synthesize((stack) => {
      PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'my-boundary'));
      declare(stack);
    });

    const { PermissionsBoundary: boundary } = only(template, 'AWS::IAM::Role').Properties;
    expect(JSON.stringify(boundary)).toContain(':policy/my-boundary');
  });

  test.each(['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup'])(
    'A tag reaches the resource: %s',
    (type) => {
      const template = synthesize((stack) => {
        Tags.of(stack).add('cost-center', 'packages');
        declare(stack);
      });

      expect(only(template, type).Properties.Tags).toEqual([{ Key: 'cost-center', Value: 'packages' }]);
    },
  );

  test('A removal policy reaches the log group', () => {
    const template = synthesize((stack) => {
      RemovalPolicies.of(stack).destroy();
      declare(stack);
    });

    expect(only(template, 'AWS::Logs::LogGroup')).toMatchObject({
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
  });
});

describe('The recommended feature flags', () => {
  test('The recommended feature flags change no property of a declaration, and no type of resource', () => {
    const without = synthesize((stack) => declare(stack));
    const withAll = synthesize((stack) => declare(stack), { context: recommendedFlags });

    expect(only(withAll, DECLARATION)).toEqual(only(without, DECLARATION));
    expect(Object.entries(withAll.Resources).map(([id, { Type }]) => [id, Type])).toEqual(
      Object.entries(without.Resources).map(([id, { Type }]) => [id, Type]),
    );
  });

  test('More than a few feature flags are read', () => {
    expect(Object.keys(recommendedFlags).length).toBeGreaterThan(50);
  });
});
