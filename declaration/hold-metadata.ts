/** The type of the metadata of a construct, by which an assembly carries the text of its hold lists. Nothing deploys it. */
export const HOLDS_METADATA = 'cdk-codeartifact-disposal:holds';
