import { Module, type DynamicModule } from '@nestjs/common';
import { AccountAdmin } from '../../accounts/account-admin.js';
import { UserDeedsController } from './user-deeds.controller.js';
import { UserPages } from './user-pages.js';
import { UsersController } from './users.controller.js';

/** The users' administration. */
@Module({})
export class UsersModule {
  static with(admin: AccountAdmin): DynamicModule {
    return {
      module: UsersModule,
      controllers: [UsersController, UserDeedsController],
      providers: [{ provide: AccountAdmin, useValue: admin }, UserPages],
    };
  }
}
