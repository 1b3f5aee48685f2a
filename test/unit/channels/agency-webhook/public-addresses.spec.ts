import {
  isPublicAddress,
  publicLookup,
  refusesLiteral,
  type Resolver,
} from '../../../../src/channels/agency-webhook/public-addresses.js';

describe('addresses', () => {
  it.each(['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0',
    '224.0.0.1', '255.255.255.255', '192.0.2.1', '::1', '::', 'fe80::1', 'fc00::1', 'fd12::1', '::ffff:127.0.0.1',
    '::ffff:8.8.8.8', '64:ff9b::a00:1', '2002:7f00:1::', '2001:db8::1', '2001::1', 'ff02::1', 'localhost', '',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  }); // prettier-ignore

  it.each(['8.8.8.8', '103.10.67.1', '172.32.0.1', '100.128.0.1', '2404:6800:4003::200e'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it('that stand in a URL themselves are known in every spelling', () => {
    for (const url of ['https://127.0.0.1/x', 'https://0x7f.1/', 'https://2130706433/', 'https://[::1]/', 'https://[::ffff:10.0.0.1]/'])
      expect(refusesLiteral(new URL(url))).toBe(true);
    for (const url of ['https://8.8.8.8/', 'https://pupr.example/']) expect(refusesLiteral(new URL(url))).toBe(false);
  }); // prettier-ignore
});

describe('a name that is looked up for a connection', () => {
  const answering =
    (...addresses: string[]): Resolver =>
    (_hostname, _options, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );

  async function look(resolve: Resolver, all = false): Promise<unknown> {
    return new Promise((done) => {
      publicLookup(resolve)('pupr.example', { all }, (error, address) => done(error ? error.code : address));
    });
  }

  it('leads where it says, if that is public', async () => {
    expect(await look(answering('8.8.8.8', '2404:6800::1'))).toBe('8.8.8.8');
    expect(await look(answering('8.8.8.8'), true)).toEqual([{ address: '8.8.8.8', family: 4 }]);
  });

  it('is refused where any of its addresses is not, or there is none', async () => {
    expect(await look(answering('8.8.8.8', '127.0.0.1'))).toBe('ERR_ADDRESS_REFUSED');
    expect(await look(answering('10.0.0.1'), true)).toBe('ERR_ADDRESS_REFUSED');
    expect(await look(answering())).toBe('ERR_ADDRESS_REFUSED');
  });

  it('says what the system says where it can’t be looked up', async () => {
    const failing: Resolver = (_hostname, _options, callback) =>
      callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []);
    expect(await look(failing)).toBe('ENOTFOUND');
  });
});
