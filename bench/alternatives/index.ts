import type { Declare } from '../declarations';
import { declare as awsCustomResource } from './aws-custom-resource';
import { declare as library } from './library';
import { declare as providerFramework } from './provider-framework';

export const ALTERNATIVES = {
  library,
  AwsCustomResource: awsCustomResource,
  'provider framework': providerFramework,
} satisfies Record<string, Declare>;

export type Alternative = keyof typeof ALTERNATIVES;

export const OTHERS = ['AwsCustomResource', 'provider framework'] as const satisfies readonly Alternative[];

/** The module of an alternative, so that a process can load that one only. */
export const MODULES: Record<Alternative, string> = {
  library: 'library',
  AwsCustomResource: 'aws-custom-resource',
  'provider framework': 'provider-framework',
};
