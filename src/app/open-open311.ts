import type { ApiParts } from '../api/api.module.js';
import type { Clock } from '../observability/clock.js';
import { Jurisdictions } from '../open311/jurisdictions.js';
import { Open311Desk } from '../open311/open311-desk.js';
import type { Open311Parts } from '../open311/open311.module.js';
import { RequestReader } from '../open311/request-reader.js';
import { RequestTaker } from '../open311/request-taker.js';
import { AreaDirectory } from '../tenants/areas.js';
import type { Core } from './core.js';

/** What stands behind `/open311`: the API's keys and its desk. */
export function openOpen311(core: Core, { gate, desk }: Pick<ApiParts, 'gate' | 'desk'>, clock: Clock): Open311Parts {
  const { database, vault, keys, channels, publicUrl, configuration, settings } = core;
  const { tenants, locales: texts } = configuration;
  const areas = new AreaDirectory(tenants.all());
  return {
    areas,
    desk: new Open311Desk({ gate, jurisdictions: new Jurisdictions({ tenants, channels }), clock }),
    taker: new RequestTaker({ desk, keys, channels, texts, clock, publicUrl }),
    reader: new RequestReader({ database, vault, areas, texts }),
    facts: { publicUrl, sandbox: settings.sandbox },
  };
}
