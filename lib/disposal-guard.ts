import type {
  IPolicyValidationContextBeta1,
  IPolicyValidationPluginBeta1,
  PolicyValidationPluginReportBeta1,
  PolicyViolationBeta1,
} from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Guard } from '../declaration/guard';
import { checkTemplateDeclaration, SYNTH_RULES } from './checks/guarded-template';
import { readGuardFile } from './files/guard-file';
import { findTemplateDeclarations } from './files/template-declarations';
import { createDenyStatements } from './permissions/deny-statements';

/**
 * The repository whose protected packages a policy keeps, and who may change them.
 */
export interface ProtectedRepositoryOptions {
  /**
   * The name of the domain, as a literal. A reference to the repository that has the policy would refer to itself.
   */
  readonly domain: string;

  /**
   * The account that owns the domain, 12 digits.
   *
   * @default - the account of the stack
   */
  readonly domainOwner?: string;

  /**
   * The name of the repository, as a literal.
   */
  readonly repository: string;

  /**
   * Those who may change the protected packages: the constructs of this library, or other functions and roles. What the
   * constructs change was reviewed, and `plan` holds it to the guard.
   *
   * @default - none
   */
  readonly exempt?: iam.IGrantable[];
}

/**
 * The rules above a change of declarations: packages that no declaration may archive or dispose, pins, archiving first, and
 * so on. They are a file, such as `disposal-guard.yaml`, that `plan` takes from the base branch.
 *
 * As a plugin of the app, the guard checks every synth: each declaration and each line of a manifest. It is the same file as in
 * the working copy, and the author of an app can acknowledge a finding. So a plugin advises early; `plan` decides.
 * The rules `atMost` and `approvals` are about a change, so only `plan` checks them.
 *
 * `denyStatements` is for the policy of the repository, which binds everyone.
 *
 * @example
 * import { App, Validations } from 'aws-cdk-lib';
 * import { DisposalGuard } from 'cdk-codeartifact-disposal';
 *
 * const app = new App();
 * // Before aws-cdk-lib has Validations: new App({ policyValidationBeta1: [guard] })
 * Validations.of(app).addPlugins(DisposalGuard.fromFile('disposal-guard.yaml'));
 */
export class DisposalGuard implements IPolicyValidationPluginBeta1 {
  /**
   * Reads a guard.
   *
   * @param path of the file, which is YAML
   * @throws an error that names every broken line
   */
  public static fromFile(path: string): DisposalGuard {
    return new DisposalGuard(readGuardFile(path));
  }

  /** The name of the plugin in reports. */
  public readonly name = 'cdk-codeartifact-disposal';

  /** The rules that the plugin checks, by their keys in the file. */
  public readonly ruleIds?: string[] = [...SYNTH_RULES];

  private constructor(private readonly guard: Guard) {}

  /**
   * Checks the declarations of every template of an app. CDK calls it at synth.
   *
   * @param context the templates
   */
  public validate(context: IPolicyValidationContextBeta1): PolicyValidationPluginReportBeta1 {
    const violations = context.templatePaths.flatMap(findTemplateDeclarations).flatMap((declaration) =>
      checkTemplateDeclaration(this.guard, declaration).map(({ rule, message }): PolicyViolationBeta1 => ({
        ruleName: rule,
        description: message,
        violatingResources: [
          {
            resourceLogicalId: declaration.logicalId,
            templatePath: declaration.templatePath,
            locations: ['Properties'],
          },
        ],
      })),
    );
    return { success: violations.length === 0, violations };
  }

  /**
   * Statements for the policy of a repository: only `exempt` may dispose or delete versions of the protected packages, or
   * change their status. A policy names packages, so a package with one protected version is protected whole.
   *
   * @param scope a construct of the stack that owns the repository
   * @param options the repository, and who may change its protected packages
   * @throws if the statements exceed the 7,168 characters of such a policy, about 60 packages
   */
  public denyStatements(scope: Construct, options: ProtectedRepositoryOptions): iam.PolicyStatement[] {
    return createDenyStatements(scope, { ...options, packages: [...this.guard.protect.packages()] });
  }
}
