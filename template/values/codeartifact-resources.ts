import { UnresolvedValue, findPartition, text } from './expressions';
import { isFunctionKey, type Json, type TemplateResource } from './template';

/** The parts of a resource's attribute. */
export interface AttributeInputs {
  readonly value: (expression: Json) => Json | undefined;
  readonly account: () => string;
  readonly region: () => string;
}

/** The target of `Ref` or `Fn::GetAtt`. */
export interface AttributeReference {
  readonly logicalId: string;
  /** The name of the attribute; undefined for the value of `Ref`. */
  readonly name: string | undefined;
  /** The resource of that logical id; undefined if the template has none. */
  readonly resource: TemplateResource | undefined;
}

/**
 * An attribute of a domain or repository that the template itself declares: the only resources whose
 * attributes are known before the deployment (CloudFormation reference, return values).
 *
 * @throws UnresolvedValue for any other resource or attribute
 */
export function codeArtifactAttribute(
  { logicalId, name, resource }: AttributeReference,
  { value, account, region }: AttributeInputs,
): string {
  const property = (key: string): string => {
    if (Object.keys(resource?.Properties ?? {}).some(isFunctionKey)) {
      throw new UnresolvedValue(`the properties of ${logicalId} are put together only by the deployment`);
    }
    const expression = resource?.Properties?.[key];
    if (expression === undefined) {
      throw new UnresolvedValue(`${logicalId} has no ${key} in the template`);
    }
    return text(key, value(expression));
  };
  const arn = (path: string, owner: string) =>
    `arn:${findPartition(region())}:codeartifact:${region()}:${owner}:${path}`;
  const owner = () => (resource?.Properties?.['DomainOwner'] === undefined ? account() : property('DomainOwner'));
  switch (`${resource?.Type}.${name ?? 'Arn'}`) {
    case 'AWS::CodeArtifact::Repository.Arn':
      return arn(`repository/${property('DomainName')}/${property('RepositoryName')}`, owner());
    case 'AWS::CodeArtifact::Repository.Name':
      return property('RepositoryName');
    case 'AWS::CodeArtifact::Repository.DomainName':
    case 'AWS::CodeArtifact::Domain.Name':
      return property('DomainName');
    case 'AWS::CodeArtifact::Repository.DomainOwner':
      return owner();
    case 'AWS::CodeArtifact::Domain.Arn':
      return arn(`domain/${property('DomainName')}`, account());
    case 'AWS::CodeArtifact::Domain.Owner':
      return account();
  }
  const what = resource ? `${logicalId} (${resource.Type})` : `${logicalId}, which is not in the template`;
  throw new UnresolvedValue(`it is ${name === undefined ? 'a reference to' : `the attribute ${name} of`} ${what}`);
}
