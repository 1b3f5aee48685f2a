import { describeChannelConformance } from '../../../kit/conformance/conformance.js';
import { cloudApiHarness } from './cloud-api.harness.js';

describeChannelConformance('WhatsApp Cloud API', cloudApiHarness);
