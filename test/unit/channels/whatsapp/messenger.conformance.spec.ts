import { describeChannelConformance } from '../../../kit/conformance/conformance.js';
import { messengerHarness } from './messenger.harness.js';

describeChannelConformance('Messenger', messengerHarness);
