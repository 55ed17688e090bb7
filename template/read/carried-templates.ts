import { findDeploymentActions } from './deployment-actions';
import { isObject, ownValue, type DeploymentAction, type Json, type TemplateResource } from '../values/template';

/** A template that a resource deploys or hands on. */
export interface CarriedTemplate {
  /** True if it is deployed as a nested stack, in the account and Region of its parent. */
  readonly isNested: boolean;
  /** The template as a text. */
  readonly body?: Json;
  /** The place of the published template. */
  readonly url?: Json;
  /** The action of a pipeline that deploys a template of its artifacts. */
  readonly action?: DeploymentAction;
}

/** Resources whose templates are elsewhere: what they deploy is in no assembly. */
const ELSEWHERE = [
  /^AWS::Serverless::Application$/,
  /^AWS::ServiceCatalog::CloudFormationProvisionedProduct$/,
  /^AWS::SageMaker::Project$/,
  /^AWS::Proton::(?!EnvironmentAccountConnection$)/,
  /::MODULE$/,
  /^AWS::CloudFormation::ModuleVersion$/,
  // It deploys the template of a repository of source code.
  /^AWS::Code(Star)?Connections::SyncConfiguration$/,
];

/** The templates that a resource carries. */
export function carriedTemplates({ Type = '', Properties = {} }: Partial<TemplateResource>): CarriedTemplate[] {
  const property = (key: string) => ownValue<Json>(Properties, key);
  switch (Type) {
    case 'AWS::CloudFormation::Stack':
    case 'AWS::CloudFormation::StackSet':
      return [
        {
          isNested: Type === 'AWS::CloudFormation::Stack',
          body: property('TemplateBody'),
          url: property('TemplateURL'),
        },
      ];
    case 'AWS::ServiceCatalog::CloudFormationProduct': {
      const parameters = property('ProvisioningArtifactParameters');
      const artifacts = Array.isArray(parameters) ? parameters : [];
      const isElsewhere = artifacts.length === 0 || property('SourceConnection') !== undefined;
      return [...artifacts, ...(isElsewhere ? [null] : [])].map((artifact) => {
        const info = isObject(artifact) ? artifact['Info'] : undefined;
        return { isNested: false, url: isObject(info) ? ownValue<Json>(info, 'LoadTemplateFromURL') : undefined };
      });
    }
    case 'AWS::CodePipeline::Pipeline':
      return findDeploymentActions(property('Stages') ?? null).map((action) => ({ isNested: false, action }));
    default:
      return ELSEWHERE.some((type) => type.test(Type)) ? [{ isNested: false }] : [];
  }
}
