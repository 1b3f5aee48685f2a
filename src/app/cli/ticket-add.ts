import type { Command } from 'commander';
import type { EntryInput } from '../../manual/entry-input.js';
import type { EntryReceipt } from '../../manual/manual-desk.js';
import { readFiles, wordsFor } from './ticket-files.js';
import { normaliseNumber } from './ticket-number.js';

interface AddOptions {
  channel: string;
  tenant?: string;
  text: string;
  said?: string;
  category?: string;
  name?: string;
  phone?: string;
  email?: string;
  address?: string;
  ktp?: string;
  sim?: string;
  anonymous?: boolean;
  confidential?: boolean;
  district?: string;
  village?: string;
  landmark?: string;
  at?: string;
  reply?: string;
  reference?: string;
  followUp?: string;
  attach: string[];
  nonce?: string;
  wait: string;
  json?: boolean;
}

/** Adds `kentongan ticket add`: what came by a desk, a telephone, a letter or another system. */
export function addEntryCommand(ticket: Command): void {
  ticket
    .command('add')
    .description('take down what came by a desk, a telephone, a letter, social media or another system')
    .requiredOption('--channel <id>', 'the manual channel that it came by, such as manual-badung')
    .requiredOption('--text <text>', 'what was said')
    .option('--tenant <slug>', 'the office, on a channel that several share')
    .option('--said <time>', 'when it was said or written, ISO 8601 with zone; now where absent')
    .option('--category <slug>', 'what it is about, where that is clear')
    .option('--name <name>')
    .option('--phone <number>')
    .option('--email <mailbox>')
    .option('--address <text>', 'where letters go')
    .option('--ktp <number>', 'the identity card that was shown')
    .option('--sim <number>', 'the driving licence that was shown')
    .option('--anonymous', 'nothing of the reporter is kept')
    .option('--confidential', 'the agency does not learn who reports')
    .option('--district <code>', 'of the place, as idn-area-data has it')
    .option('--village <code>')
    .option('--landmark <text>')
    .option('--at <latitude,longitude>')
    .option('--reply <way>', 'call, letter, relay, sms, whatsapp, email or page; what suits where absent')
    .option('--reference <text>', "the report's number in the other system, or the post's address")
    .option('--follow-up <number>', "the reporter's ticket that this belongs to")
    .option('--attach <file>', 'may be repeated', (file: string, files: string[]) => [...files, file], [])
    .option('--nonce <text>', 'given again, it is the same entry')
    .option('--wait <seconds>', 'how long to wait for the number', '10')
    .option('--json', 'print one JSON document')
    .action(add);
}

async function add(options: AddOptions): Promise<void> {
  const [{ withCore }, { openIntake }, { openDesk }, { systemClock }] = await Promise.all([
    import('./with-core.js'),
    import('../open-intake.js'),
    import('../open-desk.js'),
    import('../../observability/clock.js'),
  ]);
  const input = await inputOf(options);
  const seconds = Number(options.wait);
  if (!(seconds >= 0 && seconds <= 300)) throw new Error('--wait takes seconds from 0 to 300.');
  const receipt = await withCore(async (core) => {
    const intake = openIntake(core, systemClock, false);
    try {
      return await openDesk(core, intake, systemClock).take(input, seconds * 1000);
    } catch (error) {
      throw wordsFor(error, core.configuration.locales, 'Nothing was taken down');
    } finally {
      await intake.close();
    }
  });
  process.stdout.write(options.json ? `${JSON.stringify(receipt)}\n` : describe(receipt));
}

async function inputOf(options: AddOptions): Promise<EntryInput> {
  const attachments = await readFiles(options.attach);
  const { ktp, sim } = options;
  const document =
    ktp !== undefined
      ? { type: 'ktp' as const, number: ktp }
      : sim !== undefined
        ? { type: 'sim' as const, number: sim }
        : undefined;
  const place = { districtCode: options.district, villageCode: options.village, landmark: options.landmark };
  const reporter = { name: options.name, phone: options.phone, email: options.email, postalAddress: options.address };
  return {
    channelId: options.channel,
    text: options.text,
    reporter: { ...given(reporter), ...(document && { document }) },
    place: { ...given(place), ...(options.at !== undefined && pointOf(options.at)) },
    anonymous: options.anonymous === true,
    confidential: options.confidential === true,
    attachments,
    ...given({
      tenant: options.tenant,
      saidAt: options.said,
      category: options.category,
      replyBy: options.reply,
      reference: options.reference,
      followUpTo: options.followUp === undefined ? undefined : normaliseNumber(options.followUp),
      nonce: options.nonce,
    }),
  };
}

function pointOf(text: string): { latitude: number; longitude: number } {
  const [latitude = Number.NaN, longitude = Number.NaN, ...more] = text.split(',').map((part) => Number(part));
  if (more.length > 0 || Number.isNaN(latitude) || Number.isNaN(longitude))
    throw new Error('--at takes latitude and longitude, such as -3.44,115.99');
  return { latitude, longitude };
}

function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function describe({ number, state, trackingCode, say, repeated, inboundId }: EntryReceipt): string {
  const lines = [
    number === null
      ? `Taken down; the number follows once a worker has read it (message ${inboundId}, ${state}).`
      : `${number}${repeated ? ' (entered before)' : state === 'follow-up' ? ' (added to it)' : ''}`,
  ];
  if (trackingCode !== null) lines.push(`Tracking code: ${trackingCode}`);
  if (say.length > 0) lines.push('', 'Say to the reporter:', ...say.map((text) => `  ${text}`));
  return `${lines.join('\n')}\n`;
}
