import { describeChannelConformance } from '../../../kit/conformance/conformance.js';
import { twilioWhatsappHarness } from './twilio-whatsapp.harness.js';

describeChannelConformance('WhatsApp through Twilio', twilioWhatsappHarness);
