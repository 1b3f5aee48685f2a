import { describeChannelConformance } from '../../../kit/conformance/conformance.js';
import { twilioHarness } from './twilio.harness.js';

describeChannelConformance('twilio', twilioHarness);
