import { OVERLAP_FAULTS } from './cases/overlap-faults';
import { testCases } from './cases/section';

testCases(OVERLAP_FAULTS);
