import { LocalCloudFormation, type LocalCloudFormationOptions } from './cloudformation';
import { CodeArtifactService, type CodeArtifactServiceOptions } from './codeartifact';
import { S3Service } from './s3';
import { StepFunctionsService } from './step-functions';

/** Whether IAM allows an action on a resource. */
type Authorize = (action: string, resource: string) => boolean;

export interface LocalAccountOptions {
  readonly codeArtifact?: CodeArtifactServiceOptions;
  readonly cloudFormation?: Omit<LocalCloudFormationOptions, 's3' | 'stepFunctions' | 'environment'>;
  /** What the functions may do; default: everything. */
  readonly authorize?: Authorize;
  /** What the roles of workflows may do; default: everything. */
  readonly authorizeWorkflow?: Authorize;
}

/** The services on loopback that stacks of this library need, and functions that find them. */
export class LocalAccount {
  static async start(options: LocalAccountOptions = {}): Promise<LocalAccount> {
    const { authorize, authorizeWorkflow = () => true } = options;
    const codeArtifact = await CodeArtifactService.start({ authorize, ...options.codeArtifact });
    const s3 = await S3Service.start({ authorize });
    const stepFunctions = await StepFunctionsService.start({
      authorize,
      authorizeRole: (_role, action, resource) => authorizeWorkflow(action, resource),
    });
    const cloudFormation = await LocalCloudFormation.start({
      ...options.cloudFormation,
      s3,
      stepFunctions,
      environment: {
        AWS_ENDPOINT_URL_CODEARTIFACT: codeArtifact.endpoint,
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ENDPOINT_URL_SFN: stepFunctions.endpoint,
      },
    });
    return new LocalAccount(codeArtifact, s3, stepFunctions, cloudFormation);
  }

  // eslint-disable-next-line max-params -- one service each
  private constructor(
    readonly codeArtifact: CodeArtifactService,
    readonly s3: S3Service,
    readonly stepFunctions: StepFunctionsService,
    readonly cloudFormation: LocalCloudFormation,
  ) {}

  /** Ends every function and service. */
  async stop(): Promise<void> {
    await this.cloudFormation.stop();
    await this.stepFunctions.stop();
    await this.s3.stop();
    await this.codeArtifact.stop();
  }
}
