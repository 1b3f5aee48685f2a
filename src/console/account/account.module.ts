import { Module, type DynamicModule } from '@nestjs/common';
import { AccountDirectory } from '../../accounts/account-directory.js';
import { AccountLinks } from '../../accounts/account-links.js';
import { OwnAccount } from '../../accounts/own-account.js';
import { SecondFactor } from '../../accounts/second-factor.js';
import { SignIn } from '../../accounts/sign-in.js';
import { CodeController } from './code.controller.js';
import { FactorController } from './factor.controller.js';
import { ForgottenController } from './forgotten.controller.js';
import { OwnController } from './own.controller.js';
import { PasswordController } from './password.controller.js';
import { PreferencesController } from './preferences.controller.js';
import { SignInController } from './sign-in.controller.js';
import { StartController } from './start.controller.js';

export interface AccountPageParts {
  signIn: SignIn;
  own: OwnAccount;
  directory: AccountDirectory;
  factor: SecondFactor;
  links: AccountLinks;
}

/** Signing in and out, one's own account, and the start page. */
@Module({})
export class AccountModule {
  static with({ signIn, own, directory, factor, links }: AccountPageParts): DynamicModule {
    return {
      module: AccountModule,
      controllers: [
        SignInController,
        CodeController,
        ForgottenController,
        OwnController,
        PasswordController,
        FactorController,
        PreferencesController,
        StartController,
      ],
      providers: [
        { provide: SignIn, useValue: signIn },
        { provide: OwnAccount, useValue: own },
        { provide: AccountDirectory, useValue: directory },
        { provide: SecondFactor, useValue: factor },
        { provide: AccountLinks, useValue: links },
      ],
    };
  }
}
