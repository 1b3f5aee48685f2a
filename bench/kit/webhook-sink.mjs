import { createServer } from 'node:http';
import { once } from 'node:events';
import { Webhook } from 'standardwebhooks';

/**
 * An agency's own system in a process that is never killed: verifies each event as Standard Webhooks describe it, and
 * counts. GET /seen gives what came, in order: {id, type, number, agency}.
 */

const verifier = new Webhook(process.argv[2] ?? '');
/** @type {{ id: string, type: string, number: string, agency: string }[]} */
const seen = [];
let forged = 0;

const server = createServer((request, response) => {
  if (request.method === 'GET') return void response.end(JSON.stringify({ seen, forged }));
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8');
    try {
      verifier.verify(body, /** @type {Record<string, string>} */ (request.headers));
      const { type, data } = JSON.parse(body);
      seen.push({ id: String(request.headers['webhook-id']), type, number: data.number, agency: data.agency });
      response.writeHead(204).end();
    } catch {
      forged += 1;
      response.writeHead(401).end();
    }
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
process.stdout.write(`${JSON.stringify({ port })}\n`);
