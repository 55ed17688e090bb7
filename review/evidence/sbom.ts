import { type EvidenceCollector, isJsonObject, type JsonObject, readObjects, readString } from './evidence';
import { addPackageUrl } from './used-package-url';

/** Entries of an SBOM that name no package, such as an operating system. */
const UNNAMED = 'without a package URL';

/** Reads CycloneDX, components within components included. */
export function readCycloneDx(bom: JsonObject, evidence: EvidenceCollector): void {
  const metadata = isJsonObject(bom['metadata']) ? bom['metadata'] : {};
  const queue = [
    ...readObjects(bom['components']),
    ...(isJsonObject(metadata['component']) ? [metadata['component']] : []),
  ];
  for (let component = queue.pop(); component !== undefined; component = queue.pop()) {
    queue.push(...readObjects(component['components']));
    const url = readString(component['purl']);
    if (url === undefined) {
      evidence.addOther(UNNAMED);
    } else {
      addPackageUrl(evidence, url, readString(component['version']));
    }
  }
}

/** Reads SPDX 2, by the package URLs among the external references. */
export function readSpdx2(document: JsonObject, evidence: EvidenceCollector): void {
  for (const pkg of readObjects(document['packages'])) {
    const urls = readObjects(pkg['externalRefs'])
      .filter((reference) => reference['referenceType'] === 'purl')
      .flatMap((reference) => readString(reference['referenceLocator']) ?? []);
    addUrls(evidence, urls, readComponentVersion(pkg['versionInfo']));
  }
}

/** Reads SPDX 3, whose elements are in one list. */
export function readSpdx3(document: JsonObject, evidence: EvidenceCollector): void {
  const elements = readObjects(document['@graph']);
  const isPackage = (element: JsonObject) =>
    /(?:^|[_/])Package$/.test(readString(element['type'] ?? element['@type']) ?? '');
  for (const element of elements.filter(isPackage)) {
    const identifiers = readObjects(element['externalIdentifier'])
      .filter((identifier) => identifier['externalIdentifierType'] === 'packageUrl')
      .flatMap((identifier) => readString(identifier['identifier']) ?? []);
    const url = readString(element['software_packageUrl'] ?? element['packageUrl']);
    const urls = [...new Set([...(url === undefined ? [] : [url]), ...identifiers])];
    addUrls(evidence, urls, readComponentVersion(element['software_packageVersion'] ?? element['packageVersion']));
  }
}

function addUrls(evidence: EvidenceCollector, urls: readonly string[], version: string | undefined) {
  if (urls.length === 0) {
    evidence.addOther(UNNAMED);
  }
  urls.forEach((url) => addPackageUrl(evidence, url, version));
}

/** SPDX has a word for no value. */
function readComponentVersion(value: unknown): string | undefined {
  const version = readString(value);
  return version === 'NOASSERTION' || version === 'NONE' ? undefined : version;
}
