import { EVENT_FAULTS } from './cases/event-faults';
import { testCases } from './cases/section';

testCases(EVENT_FAULTS);
