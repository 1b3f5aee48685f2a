import { describeChannelConformance } from '../../../kit/conformance/conformance.js';
import { telegramHarness } from './telegram.harness.js';

describeChannelConformance('Telegram', telegramHarness);
