import { CloudFormationServer } from './cloudformation/server';
import { LocalCloudFormation, type LocalCloudFormationOptions } from './cloudformation';
import { CodeArtifactService, type CodeArtifactServiceOptions } from './codeartifact';
import { EventBus } from './events';
import { S3Service } from './s3';
import { SqsService } from './sqs';
import { StepFunctionsService } from './step-functions';

/** True if IAM allows an action on a resource. */
type Authorize = (action: string, resource: string) => boolean;

export interface LocalAccountOptions {
  readonly codeArtifact?: CodeArtifactServiceOptions;
  readonly cloudFormation?: Omit<LocalCloudFormationOptions, 's3' | 'sqs' | 'stepFunctions' | 'events' | 'environment'>;
  /** The permissions of the functions; default: everything. */
  readonly authorize?: Authorize;
  /** The permissions of the roles of workflows; default: everything. */
  readonly authorizeWorkflow?: Authorize;
  /** The clock of S3; default: that of the machine. */
  readonly now?: () => Date;
}

/** The services on loopback that stacks of this library need, and functions that find them. */
export class LocalAccount {
  static async start(options: LocalAccountOptions = {}): Promise<LocalAccount> {
    const { authorize, authorizeWorkflow = () => true } = options;
    const events = new EventBus();
    const codeArtifact = await CodeArtifactService.start({ authorize, events, ...options.codeArtifact });
    const s3 = await S3Service.start({ authorize, now: options.now });
    const sqs = await SqsService.start({ authorize });
    const stepFunctions = await StepFunctionsService.start({
      authorize,
      authorizeRole: (_role, action, resource) => authorizeWorkflow(action, resource),
    });
    const cloudFormation = await LocalCloudFormation.start({
      ...options.cloudFormation,
      s3,
      sqs,
      events,
      stepFunctions,
      environment: {
        AWS_ENDPOINT_URL_CODEARTIFACT: codeArtifact.endpoint,
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ENDPOINT_URL_SFN: stepFunctions.endpoint,
        AWS_ENDPOINT_URL_SQS: sqs.endpoint,
      },
    });
    const cloudFormationServer = await CloudFormationServer.start((name) => cloudFormation.stack(name));
    return new LocalAccount({ codeArtifact, s3, sqs, stepFunctions, cloudFormation, cloudFormationServer, events });
  }

  readonly codeArtifact: CodeArtifactService;
  readonly s3: S3Service;
  readonly sqs: SqsService;
  readonly stepFunctions: StepFunctionsService;
  readonly cloudFormation: LocalCloudFormation;
  /** Describes the stacks over the wire. */
  readonly cloudFormationServer: CloudFormationServer;
  /** EventBridge, on which CodeArtifact reports changes of versions. */
  readonly events: EventBus;

  private constructor(services: Omit<LocalAccount, 'stop'>) {
    this.codeArtifact = services.codeArtifact;
    this.s3 = services.s3;
    this.sqs = services.sqs;
    this.stepFunctions = services.stepFunctions;
    this.cloudFormation = services.cloudFormation;
    this.cloudFormationServer = services.cloudFormationServer;
    this.events = services.events;
  }

  /** Ends every function and service. */
  async stop(): Promise<void> {
    await this.events.idle();
    await this.cloudFormationServer.stop();
    await this.cloudFormation.stop();
    await this.stepFunctions.stop();
    await this.sqs.stop();
    await this.s3.stop();
    await this.codeArtifact.stop();
  }
}
