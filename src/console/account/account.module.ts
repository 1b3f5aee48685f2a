import { Module, type DynamicModule } from '@nestjs/common';
import { OwnAccount } from '../../accounts/own-account.js';
import { SignIn } from '../../accounts/sign-in.js';
import { PasswordController } from './password.controller.js';
import { PreferencesController } from './preferences.controller.js';
import { SignInController } from './sign-in.controller.js';
import { StartController } from './start.controller.js';

export interface AccountPageParts {
  signIn: SignIn;
  own: OwnAccount;
}

/** Signing in and out, one's own account, and the start page. */
@Module({})
export class AccountModule {
  static with({ signIn, own }: AccountPageParts): DynamicModule {
    return {
      module: AccountModule,
      controllers: [SignInController, PasswordController, PreferencesController, StartController],
      providers: [
        { provide: SignIn, useValue: signIn },
        { provide: OwnAccount, useValue: own },
      ],
    };
  }
}
