import { Foundation1795305002035 } from './migrations/1795305002035-Foundation.js';
import { ConnectedChannels1795305598836 } from './migrations/1795305598836-ConnectedChannels.js';

/** In order; names carry the time. */
export const MIGRATIONS = [Foundation1795305002035, ConnectedChannels1795305598836];
