import { POLICY_FIELDS, type PolicyField, type PolicyFields } from './policy-fields';

/** The JSON Schema of a policy, for completion and checks in editors. */
export function policySchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Clean-up policy of cdk-codeartifact-disposal',
    description: 'What `clean-up` selects and keeps in repositories of AWS CodeArtifact.',
    ...mappingSchema(POLICY_FIELDS),
  };
}

export function mappingSchema(fields: PolicyFields): object {
  const required = Object.keys(fields).filter((key) => fields[key]!.required);
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(fields).map(([key, field]) => [key, { description: field.description, ...valueSchema(field) }]),
    ),
    ...(required.length > 0 ? { required } : { minProperties: 1 }),
    additionalProperties: false,
  };
}

function valueSchema(field: PolicyField): object {
  switch (field.kind) {
    case 'text':
      return textSchema(field.text.pattern);
    case 'texts':
      return oneOrMore(textSchema(field.text.pattern));
    case 'choices':
      return oneOrMore({ enum: field.values });
    case 'choice':
      return { enum: field.values };
    case 'flag':
      return { type: 'boolean' };
    case 'count':
      return { type: 'integer', minimum: field.min };
    case 'mapping':
      return mappingSchema(field.fields);
    case 'list':
      return { type: 'array', minItems: 1, items: mappingSchema(field.fields) };
  }
}

function textSchema({ source }: RegExp): object {
  return { type: 'string', pattern: source };
}

function oneOrMore(items: object): object {
  return { oneOf: [items, { type: 'array', minItems: 1, items }] };
}
