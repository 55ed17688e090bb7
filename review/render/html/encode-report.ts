import { deflateSync } from 'node:zlib';
import type { ReportData } from './report-data';

/**
 * The data as base64, so that no name or message can end the element around it: JSON, deflated with a checksum, so that
 * the page notices a damaged file.
 */
export function encodeReport(data: ReportData): string {
  return deflateSync(asciiJson(data)).toString('base64');
}

/** In ASCII alone, which a browser reads in half the time and memory. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
