import { mediaLink, splitMedia, withMedia } from '../../../src/open311/media-link.js';
import { readRequest } from '../../../src/open311/request-input.js';
import { readSearch } from '../../../src/open311/request-search.js';
import { shippedTenant } from '../../kit/shipped.js';

const NOW = new Date('2026-11-20T01:00:00Z');
const office = { tenant: shippedTenant('bangli'), channelId: 'manual-open311', mails: true, files: [] };
const fields = {
  service_code: 'perizinan',
  description: 'Izin lama',
  address_string: 'Bangli',
  email: 'a@warga.example',
};

describe('the address of a photo', () => {
  it('is a web address without a password, and stays what it was', () => {
    const link = 'https://foto.example/a.jpg?x=1';
    expect(mediaLink(` ${link} `)).toBe(link);
    expect(splitMedia(withMedia('Jalan rusak', link))).toEqual({ text: 'Jalan rusak', link });
    expect(splitMedia('Jalan rusak')).toEqual({ text: 'Jalan rusak', link: null });
    expect(splitMedia('Tautan media: tidak ada')).toEqual({ text: 'Tautan media: tidak ada', link: null });
  });

  it.each(['file:///etc/passwd', 'javascript:alert(1)', 'https://a:b@foto.example/', 'foto.jpg', `https://foto.example/${'a'.repeat(2_000)}`, 'https://foto.example/a b'])(
    'is not %.40s',
    (typed) => {
      expect(mediaLink(typed)).toBeUndefined();
    },
  ); // prettier-ignore
});

describe('what an app posts', () => {
  const entryOf = (change: Record<string, string>, mails = true) => {
    const read = readRequest({ ...fields, ...change }, { ...office, mails });
    return 'entry' in read ? read.entry : read.faults;
  };

  it('is answered by mail where the office has one and the reporter gave one, else on the page', () => {
    expect(entryOf({})).toMatchObject({ replyBy: 'email', reporter: { email: 'a@warga.example' } });
    expect(entryOf({}, false)).toMatchObject({ replyBy: 'page' });
    expect(entryOf({ email: '', phone: '0811-0000-0001' })).toMatchObject({ replyBy: 'page' });
  });

  it('keeps no number of a device or an account', () => {
    expect(JSON.stringify(entryOf({ device_id: 'd-4711', account_id: 'a-4711' }))).not.toContain('4711');
  });

  it('needs no description: the service and the place stand for it', () => {
    const text = (change: Record<string, string>): unknown => {
      const entry = entryOf({ description: ' ', ...change });
      return 'text' in entry && entry.text;
    };
    const name = office.tenant.categories.find(({ slug }) => slug === 'perizinan')?.name ?? '';
    expect(text({})).toBe(`${name}: Bangli`);
    expect(text({ address_string: '', lat: '-8.45', long: '115.35' })).toBe(`${name}: -8.45, 115.35`);
    expect(text({ address_string: '', address_id: '51.06.01' })).toBe(`${name}: 51.06.01`);
  });

  it('has a place by code, of a district or a village', () => {
    expect(entryOf({ address_id: '51.06.01' })).toMatchObject({ place: { districtCode: '51.06.01' } });
    expect(entryOf({ 'attribute[village]': '5106012001' })).toMatchObject({ place: { villageCode: '5106012001' } });
  });

  it('is anonymous only where the office allows it', () => {
    const { tenant } = office;
    const unnamed = { ...fields, email: '' };
    for (const anonymousAllowed of [true, false]) {
      const read = readRequest(unnamed, { ...office, tenant: { ...tenant, anonymousAllowed } });
      expect('entry' in read && read.entry.anonymous).toBe(anonymousAllowed ? true : undefined);
    }
  });
});

describe('what is searched', () => {
  const span = (query: Record<string, string>): string[] => {
    const read = readSearch(query, NOW);
    return 'search' in read ? [read.search.from.toISOString(), read.search.until.toISOString()] : [];
  };

  it('is 90 days: the last ones, those from a beginning, or those up to an end', () => {
    expect(span({})).toEqual(['2026-08-22T01:00:00.001Z', '2026-11-20T01:00:00.001Z']);
    expect(span({ start_date: '2026-01-01T00:00:00Z' })).toEqual(['2026-01-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z']);
    expect(span({ end_date: '2026-04-01T08:00:00+08:00' })).toEqual(['2026-01-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z']);
  }); // prettier-ignore

  it('takes a plus sign that was not encoded', () => {
    expect(span({ end_date: '2026-04-01T08:00:00 08:00' })[1]).toBe('2026-04-01T00:00:00.000Z');
  });
});
