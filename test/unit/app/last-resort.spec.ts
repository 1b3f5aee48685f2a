import type { ArgumentsHost } from '@nestjs/common';
import { lastResort } from '../../../src/app/last-resort.js';
import { CapturedLogs } from '../../kit/captured-logs.js';

function hostOf(sent: boolean): { host: ArgumentsHost; answer: { status?: number; body?: string } } {
  const answer: { status?: number; body?: string } = {};
  const reply = {
    sent,
    status: (status: number) => ((answer.status = status), reply),
    header: () => reply,
    send: (body: string) => ((answer.body = body), reply),
  };
  const http = { getRequest: () => ({ routeOptions: { url: '/console' } }), getResponse: () => reply };
  return { host: { switchToHttp: () => http } as unknown as ArgumentsHost, answer };
}

it.each([
  ['rejects', () => Promise.reject(new Error('secret words'))],
  ['throws', (): never => { throw new Error('secret words'); }],
])('answers with 500 in plain words where what tells of an error %s', async (_name, tell) => {
  const logs = new CapturedLogs();
  const { host, answer } = hostOf(false);
  await lastResort(logs.logger, tell).catch(new Error('first'), host);
  expect(answer.status).toBe(500);
  expect(answer.body).toContain('Coba lagi sebentar lagi');
  expect(answer.body).not.toContain('secret');
}); // prettier-ignore

it('adds nothing to an answer that is under way', async () => {
  const { host, answer } = hostOf(true);
  await lastResort(new CapturedLogs().logger, () => Promise.reject(new Error('late'))).catch(new Error('first'), host);
  expect(answer).toEqual({});
});
