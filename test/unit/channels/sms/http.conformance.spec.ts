import { describeChannelConformance } from '../../../kit/conformance/conformance.js';
import { httpGetHarness } from './http-get.harness.js';
import { httpJsonHarness } from './http-json.harness.js';

describeChannelConformance('http, called with GET and answered in plain text', httpGetHarness);
describeChannelConformance('http, signed JSON in batches', httpJsonHarness);
