import { MANIFEST_FAULTS } from './cases/manifest-faults';
import { testCases } from './cases/section';

testCases(MANIFEST_FAULTS);
