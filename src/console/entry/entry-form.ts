import { MANUAL_REPLY_WAYS } from '../../channels/manual/manual-entry.js';
import { MANUAL_WAYS, type ManualWay } from '../../channels/manual/manual-ways.js';
import { cleanText } from '../../channels/typed.js';
import type { EntryFile, EntryInput } from '../../manual/entry-input.js';
import { DOCUMENT_TYPES } from '../../messaging/inbound-event.js';
import type { Channel, ChannelRegistry } from '../../messaging/ports.js';
import { wallClockOffset } from './wall-clock.js';
import type { ZoneName } from '../../tenants/tenant.js';

/** Fields of the form, by which it is filled in again. */
export const ENTRY_FIELDS = [
  'kanal', 'uraian', 'telepon', 'nama', 'surel', 'alamat', 'dokumen-jenis', 'dokumen', 'tempat', 'patokan', 'kategori', 'jawab',
  'waktu', 'rujukan', 'identitas', 'tambah', 'nonce',
] as const; // prettier-ignore
export type EntryField = (typeof ENTRY_FIELDS)[number];
export type EntryValues = Readonly<Partial<Record<EntryField, string>>>;

export const IDENTITY_CHOICES = ['named', 'confidential', 'anonymous'] as const;

/** A way that clerks of an office take reports in. */
export interface EntryWay {
  channel: Channel;
  way: ManualWay;
}

/** The running ones: the office's own first, then those that several offices share. */
export function entryWays(tenant: string, channels: ChannelRegistry): EntryWay[] {
  const ways = channels.all().flatMap((channel): EntryWay[] => {
    const way = MANUAL_WAYS[channel.provider];
    const ours = channel.tenant === undefined || channel.tenant === tenant;
    return way && !way.byProgram && channel.kind === 'manual' && channel.enabled && ours ? [{ channel, way }] : [];
  });
  return [...ways.filter(({ channel }) => channel.tenant), ...ways.filter(({ channel }) => !channel.tenant)];
}

export function readEntry(fields: Readonly<Record<string, string>>): EntryValues {
  return Object.fromEntries(ENTRY_FIELDS.map((name) => [name, cleanText(fields[name] ?? '')]));
}

/** What the desk judges. What does not belong to the way, or to somebody without a name, is left out. */
export function entryInput(
  values: EntryValues,
  { tenant, zone, way, files }: { tenant: string; zone: ZoneName; way?: ManualWay; files: readonly EntryFile[] },
): EntryInput {
  const given = (name: EntryField): string | undefined => values[name] || undefined;
  const anonymous = values.identitas === 'anonymous';
  const document = way?.showsDocument ? given('dokumen') : undefined;
  const type = DOCUMENT_TYPES.find((each) => each === values['dokumen-jenis']) ?? 'ktp';
  const reporter = {
    name: given('nama'),
    phone: given('telepon'),
    email: given('surel'),
    postalAddress: given('alamat'),
    document: document === undefined ? undefined : { type, number: document },
  };
  const place = given('tempat');
  const where = {
    // Six digits are a district's code, ten a village's.
    [place?.length === 6 ? 'districtCode' : 'villageCode']: place,
    landmark: given('patokan'),
  };
  return {
    channelId: values.kanal ?? '',
    tenant,
    text: values.uraian ?? '',
    anonymous,
    confidential: values.identitas === 'confidential',
    ...(!anonymous && { reporter: present(reporter) }),
    place: present(where),
    ...present({
      category: given('kategori'),
      replyBy: MANUAL_REPLY_WAYS.find((each) => each === values.jawab),
      followUpTo: anonymous ? undefined : given('tambah'),
      reference: way?.reference ? (values.rujukan ?? '') : undefined,
      saidAt: saidAt(given('waktu'), zone),
      nonce: given('nonce'),
    }),
    attachments: files,
  };
}

/** The form's field by what the desk calls it. */
export function fieldOf(name: string): EntryField | 'lampiran' {
  const fields: Readonly<Record<string, EntryField>> = {
    channelId: 'kanal',
    tenant: 'kanal',
    text: 'uraian',
    'reporter.name': 'nama',
    'reporter.phone': 'telepon',
    'reporter.email': 'surel',
    'reporter.postalAddress': 'alamat',
    'place.districtCode': 'tempat',
    'place.villageCode': 'tempat',
    'place.landmark': 'patokan',
    category: 'kategori',
    replyBy: 'jawab',
    reference: 'rujukan',
    saidAt: 'waktu',
    anonymous: 'identitas',
    followUpTo: 'tambah',
    nonce: 'uraian',
  };
  if (name.startsWith('reporter.document')) return 'dokumen';
  return name.startsWith('attachments') ? 'lampiran' : (fields[name] ?? 'uraian');
}

/** `2026-11-26T09:00`, as a browser writes what an office's clock shows. */
function saidAt(typed: string | undefined, zone: ZoneName): string | undefined {
  return typed === undefined ? undefined : `${typed}${typed.length === 16 ? ':00' : ''}${wallClockOffset(zone)}`;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
