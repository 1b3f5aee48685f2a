import { DatabasePublicTickets } from '../../../src/public/database-public-tickets.js';
import { AttachmentReader } from '../../../src/tickets/attachment-reader.js';
import { smsEvent } from '../../kit/messages.js';
import { phonePhoto } from '../../kit/pictures.js';
import { shippedConfig } from '../../kit/shipped.js';
import { World } from '../../kit/world.js';

let world: World;
let reader: AttachmentReader;
let photo: Buffer;
const PLACE = { latitude: -3.4507, longitude: 115.5692 };
const ZIP = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(40)]);

beforeAll(async () => {
  world = await World.open();
  reader = new AttachmentReader({ ...world.parts, store: world.store });
  photo = await phonePhoto({ place: PLACE });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.empty();
  await world.sql('TRUNCATE access_log');
});

/** One ticket with these files. */
async function ticketWith(...files: Buffer[]): Promise<{ ticketId: string; ids: string[] }> {
  world.media.next = async (ref) => ({ bytes: files[Number(ref)] ?? photo, contentType: 'x/y' });
  const attachments = files.map((_, index) => ({
    contentType: 'x/y',
    filename: `../${String(index)}.jpg`,
    inline: false,
    ref: String(index),
  }));
  await world.accept([smsEvent('TANAHBUMBU jalan berlubang', { attachments })]);
  await world.process();
  await world.files.process(world.bell.take('maintenance'));
  const [ticket] = await world.sql<{ id: string }>('SELECT id FROM ticket');
  const rows = await world.sql<{ id: string }>('SELECT id FROM attachment ORDER BY id');
  return { ticketId: ticket?.id ?? '', ids: rows.map(({ id }) => id) };
}
const looks = () => world.sql('SELECT actor, action, subject_id AS id, ticket_id AS ticket FROM access_log');

it('a ticket’s files are listed with what was found out about them', async () => {
  const { ticketId, ids } = await ticketWith(photo, ZIP);
  const [first, second] = await reader.ofTicket(ticketId);
  expect(first).toMatchObject({
    id: ids[0],
    state: 'stored',
    family: 'image',
    size: photo.length,
    hasView: true,
    filename: '../0.jpg',
  });
  expect(first?.offeredLocation?.latitude).toBeCloseTo(PLACE.latitude, 4);
  expect(second).toMatchObject({
    state: 'quarantined',
    reason: 'archive',
    hasView: false,
    contentType: 'application/zip',
  });
  expect(second?.offeredLocation).toBeUndefined();
});

it('a view is no look at anybody; an original is one, logged before it is given', async () => {
  const { ticketId, ids } = await ticketWith(photo, ZIP);
  const [id = '', zip = ''] = ids;
  const view = await reader.view(id);
  expect(view?.contentType).toBe('image/jpeg');
  expect(view?.bytes.includes('Telepon-Rahasia')).toBe(false);
  expect(await looks()).toEqual([]);
  expect(await reader.original(id, 'cli')).toEqual({ bytes: photo, contentType: 'image/jpeg' });
  expect(await reader.original(zip, 'cli')).toEqual({ bytes: ZIP, contentType: 'application/octet-stream' });
  expect(await looks()).toEqual(
    [id, zip].map((each) => ({ actor: 'cli', action: 'attachment-original', id: each, ticket: ticketId })),
  );
});

it('what is not there, or not kept, or no photo, is not given', async () => {
  const { ids } = await ticketWith(ZIP, Buffer.alloc(100_001, 'a'));
  expect(await reader.view(ids[0] ?? '')).toBeUndefined();
  expect(await reader.view("x' OR 1=1")).toBeUndefined();
  await expect(reader.original('01990000-0000-7000-8000-000000000001', 'cli')).rejects.toMatchObject({
    code: 'attachment-unknown',
  });
  await expect(reader.original(ids[1] ?? '', 'cli')).rejects.toMatchObject({ code: 'attachment-not-kept' });
  await expect(reader.acceptLocation(ids[0] ?? '', 'cli')).rejects.toMatchObject({ code: 'location-not-offered' });
  expect(await looks()).toEqual([]);
});

it('an original that can’t be logged is not given', async () => {
  const { ids } = await ticketWith(photo);
  await world.sql('ALTER TABLE access_log RENAME TO gone');
  await expect(reader.original(ids[0] ?? '', 'cli')).rejects.toThrow();
  await world.sql('ALTER TABLE gone RENAME TO access_log');
});

it('a photo’s place becomes the ticket’s where a person takes it', async () => {
  const { ids } = await ticketWith(photo);
  await reader.acceptLocation(ids[0] ?? '', 'cli');
  const [ticket] = await world.sql<{ latitude: number; longitude: number }>('SELECT latitude, longitude FROM ticket');
  expect(ticket?.latitude).toBeCloseTo(PLACE.latitude, 4);
  expect(ticket?.longitude).toBeCloseTo(PLACE.longitude, 4);
  const events = await world.sql<{ type: string }>(
    "SELECT type FROM ticket_event WHERE type LIKE 'location%' ORDER BY id",
  );
  expect(events.map(({ type }) => type)).toEqual(['location-offered', 'location-accepted']);
});

it('the reporter’s page has the reporter’s photos, and no one else’s', async () => {
  const { ticketId, ids } = await ticketWith(photo, ZIP, photo);
  const tickets = new DatabasePublicTickets(world.database, world.vault, world.keys, shippedConfig().tenants);
  const [opening] = await world.sql<{ id: string }>('SELECT opening_message_id AS id FROM ticket');
  const shown = async () =>
    (await tickets.byInbound(opening?.id ?? ''))?.events.flatMap(({ said }) => said?.photos ?? []);
  expect(await shown()).toEqual([ids[0], ids[2]]);
  // Another person's message that was added to this ticket.
  await world.accept([
    smsEvent('BADUNG lampu mati', {
      from: { kind: 'phone', value: '+6281100000002' },
      attachments: [{ contentType: 'x/y', inline: false, ref: '0' }],
    }),
  ]);
  await world.process();
  await world.files.process(world.bell.take('maintenance'));
  await world.sql('UPDATE attachment SET ticket_id = $1', [ticketId]);
  expect(await world.count('attachment', 'view_key IS NOT NULL')).toBe(3);
  expect(await shown()).toEqual([ids[0], ids[2]]);
});
