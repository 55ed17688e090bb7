/** Files as tools write them, each with the versions that it names. */
export interface EvidenceSample {
  readonly kind: string;
  readonly text: string;
  /** `format name version`; a package alone is in use as a whole. */
  readonly used: readonly string[];
  readonly others?: readonly string[];
}

export const json = (value: unknown) => JSON.stringify(value, undefined, 2);

export const SBOMS: readonly EvidenceSample[] = [
  ...['1.4', '1.5', '1.6', '1.7'].map((specVersion) => ({
    kind: `CycloneDX ${specVersion}`,
    text: json({
      bomFormat: 'CycloneDX',
      specVersion,
      metadata: { component: { type: 'application', name: 'app', purl: 'pkg:npm/app@9.0.0' } },
      components: [
        {
          name: 'core',
          purl: 'pkg:npm/%40angular/core@17.0.1',
          components: [{ name: 'x', purl: 'pkg:maven/com.acme/lib@1.0?classifier=sources&type=jar' }],
        },
        { name: 'JSONStream', version: '1.3.5', purl: 'pkg:npm/JSONStream' },
        { name: 'no-version', purl: 'pkg:pypi/Flask_Login' },
        { name: 'nokogiri', purl: 'pkg:gem/nokogiri@1.15.4?platform=x86_64-linux' },
        { name: 'nio', purl: 'pkg:swift/github.com/apple/swift-nio@2.1.0' },
        { name: 'mod', purl: 'pkg:golang/github.com/a/b@v1.0.0' },
        { name: 'openssl', purl: 'pkg:generic/openssl@1.1.1' },
        { name: 'debian', type: 'operating-system' },
      ],
    }),
    used: [
      'npm app 9.0.0',
      'npm @angular/core 17.0.1',
      'maven com.acme:lib 1.0',
      'npm JSONStream 1.3.5',
      'pypi flask-login',
      'ruby nokogiri 1.15.4-x86_64-linux',
      'swift apple.swift-nio 2.1.0',
    ],
    others: ['golang', 'generic', 'without a package URL'],
  })),
  {
    kind: 'SPDX 2.3',
    text: json({
      sbom: {
        spdxVersion: 'SPDX-2.3',
        packages: [
          {
            name: 'npm:lodash',
            versionInfo: '4.17.21',
            externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:npm/lodash@4.17.21' }],
          },
          {
            name: 'npm:react',
            versionInfo: '^18.2.0',
            externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:npm/react' }],
          },
          {
            name: 'serde',
            versionInfo: 'NOASSERTION',
            externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:cargo/serde' }],
          },
          { name: 'com.github.me/app' },
        ],
      },
    }),
    used: ['npm lodash 4.17.21', 'npm react 18.3.1', 'cargo serde'],
    others: ['without a package URL'],
  },
  {
    kind: 'SPDX 3',
    text: json({
      '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
      '@graph': [
        { type: 'SpdxDocument', spdxId: 'a' },
        { type: 'software_Package', name: 'a', software_packageUrl: 'pkg:nuget/Newtonsoft.Json@13.0.3' },
        {
          type: 'software_Package',
          name: 'b',
          software_packageVersion: '2.1.0',
          externalIdentifier: [{ externalIdentifierType: 'packageUrl', identifier: 'pkg:pypi/torch' }],
        },
        { type: 'software_Package', name: 'c' },
      ],
    }),
    used: ['nuget newtonsoft.json 13.0.3', 'pypi torch 2.1.0'],
    others: ['without a package URL'],
  },
];
