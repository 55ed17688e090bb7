import { isObject, ownValue, type Json, type TemplateResource } from './template';

/** A template that a resource deploys or hands on. */
export interface CarriedTemplate {
  /** Whether it is deployed as a nested stack, in the account and Region of its parent. */
  readonly isNested: boolean;
  /** The template as a text. */
  readonly body?: Json;
  /** Where the template is published. */
  readonly url?: Json;
}

/** Resources whose templates are elsewhere: what they deploy is in no assembly. */
const ELSEWHERE = [
  /^AWS::Serverless::Application$/,
  /^AWS::ServiceCatalog::CloudFormationProvisionedProduct$/,
  /^AWS::SageMaker::Project$/,
  /^AWS::Proton::(?!EnvironmentAccountConnection$)/,
  /::MODULE$/,
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
      const artifacts = property('ProvisioningArtifactParameters');
      return (Array.isArray(artifacts) ? artifacts : [null]).map((artifact) => {
        const info = isObject(artifact) ? artifact['Info'] : undefined;
        return { isNested: false, url: isObject(info) ? ownValue<Json>(info, 'LoadTemplateFromURL') : undefined };
      });
    }
    default:
      return ELSEWHERE.some((type) => type.test(Type)) ? [{ isNested: false }] : [];
  }
}
