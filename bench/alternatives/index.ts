import type { Declare } from '../declarations';
import { declare as awsCustomResource } from './aws-custom-resource';
import { declare as library } from './library';
import { declare as providerFramework } from './provider-framework';

export const WAYS = {
  library,
  AwsCustomResource: awsCustomResource,
  'provider framework': providerFramework,
} satisfies Record<string, Declare>;

export type Way = keyof typeof WAYS;

export const OTHERS = ['AwsCustomResource', 'provider framework'] as const satisfies readonly Way[];

/** The module of a way, so that a process can load that one only. */
export const MODULES: Record<Way, string> = {
  library: 'library',
  AwsCustomResource: 'aws-custom-resource',
  'provider framework': 'provider-framework',
};
