import { describeChannelConformance } from '../../../../kit/conformance/conformance.js';
import { androidHarness } from './android.harness.js';

describeChannelConformance('android, a telephone with SMS Gateway for Android', androidHarness);
