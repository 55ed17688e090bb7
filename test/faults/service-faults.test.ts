import { testCases } from './cases/section';
import { SERVICE_FAULTS } from './cases/service-faults';

testCases(SERVICE_FAULTS);
