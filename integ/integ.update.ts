import { Parameterized } from './parameterized';

const test = new Parameterized('disposal-integ-update');
const update = test.update(['1.0.0', '1.0.1'], 'UPDATE_COMPLETE');

test.registry.expectStatuses(test.integ, { '1.0.0': 'Disposed', '1.0.1': 'Disposed', '1.1.0': 'Published' }, update);
