import { Module, type DynamicModule } from '@nestjs/common';
import { DutyActions, type DutyActionParts } from './duty-actions.js';
import { DutyDesk, type DutyDeskParts } from './duty-desk.js';
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
        DutySender,
      ],
    };
  }
}
