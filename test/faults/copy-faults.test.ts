import { COPY_FAULTS } from './cases/copy-faults';
import { testCases } from './cases/section';

testCases(COPY_FAULTS);
