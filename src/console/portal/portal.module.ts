import { Module, type DynamicModule } from '@nestjs/common';
import { KeyRing } from '../../contacts/key-ring.js';
import { DutyActions } from '../../public/duty/duty-actions.js';
import { DutyForms } from '../../public/duty/duty-forms.js';
import { webSecrets } from '../../public/web-secrets.js';
import { NavCountList, type NavCounts } from '../frame/nav-counts.js';
import { PortalController } from './portal.controller.js';
import { PortalDesk } from './portal-desk.js';
import { PortalLists } from './portal-lists.js';
import { PORTAL_PARTS, type PortalParts } from './portal-parts.js';
import { PortalSender } from './portal-sender.js';

/** `/console/tugas`: the officers' portal. */
@Module({})
export class PortalModule {
  static with(parts: PortalParts): DynamicModule {
    const lists = new PortalLists(parts);
    return {
      module: PortalModule,
      controllers: [PortalController],
      providers: [
        { provide: PORTAL_PARTS, useValue: parts },
        { provide: PortalLists, useValue: lists },
        { provide: PortalDesk, useValue: new PortalDesk(parts) },
        {
          provide: DutyForms,
          inject: [KeyRing],
          useFactory: (keys: KeyRing) =>
            new DutyForms({
              actions: new DutyActions(parts),
              secrets: webSecrets(keys),
              limits: parts.uploads,
              clock: parts.clock,
            }),
        },
        PortalSender,
        {
          provide: PORTAL_COUNTS,
          inject: [NavCountList],
          useFactory: (counts: NavCountList) => counted(lists, counts),
        },
      ],
    };
  }
}

const PORTAL_COUNTS = Symbol('PortalCounts');

/** What waits for the officer stands beside the portal's entry on every page. */
function counted(lists: PortalLists, counts: NavCountList): NavCounts {
  const source: NavCounts = {
    name: 'portal',
    of: async (user, tenant) => (user.role === 'officer' ? { portal: await lists.count(tenant, user) } : {}),
  };
  counts.add(source);
  return source;
}
