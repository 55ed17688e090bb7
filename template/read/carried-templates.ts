import { isObject, ownValue, type Json, type TemplateResource } from '../values/template';

/** A template that a resource deploys or hands on. */
export interface CarriedTemplate {
  /** Whether it is deployed as a nested stack, in the account and Region of its parent. */
  readonly isNested: boolean;
  /** The template as a text. */
  readonly body?: Json;
  /** Where the template is published. */
  readonly url?: Json;
  /** The file of the template in what a pipeline has built, such as `Build::Stack.template.json`. */
  readonly built?: Json;
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
      const given = property('ProvisioningArtifactParameters');
      const artifacts = Array.isArray(given) ? given : [];
      const isElsewhere = artifacts.length === 0 || property('SourceConnection') !== undefined;
      return [...artifacts, ...(isElsewhere ? [null] : [])].map((artifact) => {
        const info = isObject(artifact) ? artifact['Info'] : undefined;
        return { isNested: false, url: isObject(info) ? ownValue<Json>(info, 'LoadTemplateFromURL') : undefined };
      });
    }
    case 'AWS::CodePipeline::Pipeline':
      return builtTemplates(property('Stages') ?? null).map((built) => ({ isNested: false, built }));
    default:
      return ELSEWHERE.some((type) => type.test(Type)) ? [{ isNested: false }] : [];
  }
}

/** The keys of the actions of a pipeline that name a template. */
const BUILT_KEYS = ['TemplatePath', 'TemplateFilePath'];

function builtTemplates(value: Json): Json[] {
  if (Array.isArray(value)) {
    return value.flatMap(builtTemplates);
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([key, item]) => (BUILT_KEYS.includes(key) ? [item] : builtTemplates(item)))
    : [];
}
