import { CodedError } from '../../../src/messaging/errors.js';
import { withCorrelation } from '../../../src/observability/correlation.js';
import { createLogger } from '../../../src/observability/logger.js';
import { NestLogger } from '../../../src/observability/nest-logger.js';
import { prettyLine } from '../../../src/observability/pretty-stream.js';

const NUMBER = '+62811000000901';
const MAILBOX = 'warga.contoh@example.com';

function capture() {
  const lines: string[] = [];
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('logger', () => {
  it('writes JSON with ids as they are', () => {
    const { logger, last } = capture();
    logger.info({ inboundId: '0199d0f0-7c1e-7000-8000-000000000001', rows: 3, at: new Date(0) }, 'stored');
    expect(last()).toMatchObject({
      level: 'info',
      msg: 'stored',
      rows: 3,
      inboundId: '0199d0f0-7c1e-7000-8000-000000000001',
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  it.each([
    ['a personal key', { from: 'Siti' }],
    ['a personal key in depth', { event: { message: [{ reporterName: 'Siti', text: 'Siti' }] } }],
    ['a number in a value', { note: `sent to ${NUMBER}` }],
    ['a spaced number', { note: 'sent to +62 811-0000-00901' }],
    ['a mailbox in a list', { seen: [MAILBOX] }],
    ['bytes', { bytes: Buffer.from(NUMBER) }],
    ['an error of somebody else', { err: new Error(`no route to ${NUMBER}, Siti`) }],
    ['an error under another key', { failure: new Error('Siti') }],
    ['the cause of an error', { err: new CodedError('x', 'ours', false), cause: new Error('Siti') }],
  ])('removes %s', (_what, fields) => {
    const { logger, lines } = capture();
    logger.warn(fields, 'seen');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/Siti|62 ?811|warga/);
  });

  it('removes what looks personal from the message itself, and keeps URLs without their password', () => {
    const { logger, last } = capture();
    logger.info(`reply to ${NUMBER} or ${MAILBOX}; database postgresql://kentongan:abc123@127.0.0.1:5432/k`);
    expect(last().msg).toBe(
      'reply to [removed] or [removed]; database postgresql://kentongan:[removed]@127.0.0.1:5432/k',
    );
  });

  it('keeps code, message and place of our own errors, and only code and place of others', () => {
    const { logger, last } = capture();
    logger.error({ err: new CodedError('lease-lost', 'row 17 was taken by another', true) }, 'failed');
    expect(last().err).toMatchObject({ code: 'lease-lost', message: 'row 17 was taken by another' });
    logger.error(new TypeError('Siti is not a function'));
    expect(last()).toMatchObject({
      msg: 'error',
      err: { code: 'TypeError', stack: expect.stringContaining('logger.spec') as string },
    });
    expect(JSON.stringify(last())).not.toContain('Siti');
  });

  it('carries the correlation id through asynchronous work', async () => {
    const { logger, lines } = capture();
    await Promise.all(
      ['a', 'b'].map((id) =>
        withCorrelation(id, async () => {
          await Promise.resolve();
          logger.info({ id }, 'inside');
        }),
      ),
    );
    logger.info('outside');
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries.map(({ id, correlationId }) => [id, correlationId])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      [undefined, undefined],
    ]);
  });

  it('gives the framework a logger that shows no error text', () => {
    const { logger, last } = capture();
    const nest = new NestLogger(logger);
    nest.log('Mapped {/hooks}', 'RouterExplorer');
    expect(last()).toMatchObject({ level: 'debug', msg: 'Mapped {/hooks}', context: 'RouterExplorer' });
    nest.error('Siti wrote', 'Error: Siti wrote\n    at place (file.js:1:1)', 'ExceptionsHandler');
    expect(last()).toMatchObject({ level: 'error', context: 'ExceptionsHandler', frames: ['at place (file.js:1:1)'] });
    expect(JSON.stringify(last())).not.toContain('Siti');
    nest.error(new Error('Siti wrote'));
    expect(JSON.stringify(last())).not.toContain('Siti');
  });

  it('is readable on a terminal', () => {
    const line = JSON.stringify({
      level: 'warn',
      time: '2026-01-02T03:04:05.678Z',
      msg: 'slow',
      queue: 'inbound.sms',
      err: { code: 'E', stack: '    at x' },
    });
    expect(prettyLine(line)).toBe('03:04:05 \u001b[33mwarn \u001b[39m slow queue=inbound.sms\n         E\n    at x\n');
    expect(prettyLine('not JSON\n')).toBe('not JSON\n');
  });
});
