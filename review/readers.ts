/**
 * The readers of texts that the constructs use at synth. They need packages of others, such as the reader of YAML, so the
 * library ships them as one bundle.
 */
export { parseHoldList } from '../declaration/hold-list';
export { readGuard } from './guard/read-guard';
