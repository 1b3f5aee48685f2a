import { Module, type DynamicModule } from '@nestjs/common';
import { CLOCK, type Clock } from '../../observability/clock.js';
import { PUBLIC_LIMITS, type PublicLimits } from '../public-limits.js';
import { WEB_SECRETS, type WebSecrets } from '../web-secrets.js';
import { DutyActions, type DutyActionParts } from './duty-actions.js';
import { DutyDesk, type DutyDeskParts } from './duty-desk.js';
import { DutyForms } from './duty-forms.js';
import { DutyPhotoController } from './duty-photo.controller.js';
import { DutySender } from './duty-sender.js';
import { DutyController } from './duty.controller.js';

/** Officers' pages, on top of the citizens' module: its page sender, signatures and limits by address. */
@Module({})
export class DutyModule {
  /** @param pages the citizens' module, the very one that the application has */
  static with(pages: DynamicModule, parts: DutyDeskParts & DutyActionParts): DynamicModule {
    return {
      module: DutyModule,
      imports: [pages],
      controllers: [DutyPhotoController, DutyController],
      providers: [
        { provide: DutyDesk, useValue: new DutyDesk(parts) },
        { provide: DutyActions, useValue: new DutyActions(parts) },
        {
          provide: DutyForms,
          inject: [DutyActions, WEB_SECRETS, PUBLIC_LIMITS, CLOCK],
          useFactory: (actions: DutyActions, secrets: WebSecrets, limits: PublicLimits, clock: Clock) =>
            new DutyForms({ actions, secrets, limits, clock }),
        },
        DutySender,
      ],
    };
  }
}
