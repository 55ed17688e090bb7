import { ARCHIVE_FAULTS } from './cases/archive-faults';
import { testCases } from './cases/section';

testCases(ARCHIVE_FAULTS);
