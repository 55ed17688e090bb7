import { Parameterized } from './parameterized';

const test = new Parameterized('disposal-integ-rollback');
// 1.0.1 exists and 1.0.2 does not: all or nothing.
const update = test.update(['1.0.0', '1.0.1', '1.0.2'], 'UPDATE_ROLLBACK_COMPLETE');

test.registry.expectStatuses(test.integ, { '1.0.0': 'Disposed', '1.0.1': 'Published', '1.1.0': 'Published' }, update);
