import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export const S3_KEY_ID = 'AKIDTESTKENTONGAN';
export const S3_SECRET = 's3-secret-of-the-tests';

interface Fault {
  status: number;
  code: string;
}

/**
 * The far end of an S3 service with one bucket in the path: PUT, GET, HEAD and DELETE of objects, with the
 * signature of each request checked (Signature Version 4,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
 */
export class FakeS3 {
  readonly objects = new Map<string, Buffer>();
  readonly requests: { method: string; path: string; status: number }[] = [];
  /** Answers to the next requests, in order; then it works again. */
  faults: Fault[] = [];
  /** While set, every request fails so. */
  down: Fault | undefined;
  private server: Server | undefined;

  constructor(readonly bucket = 'lampiran') {}

  async start(port = 0): Promise<void> {
    const server = createServer((request, response) => {
      void this.answer(request).then(({ status, body }) => {
        this.requests.push({ method: request.method ?? '', path: request.url ?? '', status });
        response.writeHead(status, { 'content-length': body.length, 'content-type': 'application/xml' });
        response.end(request.method === 'HEAD' ? undefined : body);
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.server?.address() as AddressInfo).port;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve) ?? resolve(undefined));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: Buffer }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const fault = this.faults.shift() ?? this.down ?? this.refusal(request, body);
    if (fault) return { status: fault.status, body: xml(fault.code) };
    const [, bucket, ...rest] = new URL(request.url ?? '/', 'http://s3').pathname.split('/');
    const key = decodeURIComponent(rest.join('/'));
    if (bucket !== this.bucket) return { status: 404, body: xml('NoSuchBucket') };
    const object = this.objects.get(key);
    switch (request.method) {
      case 'PUT':
        this.objects.set(key, body);
        return { status: 200, body: Buffer.alloc(0) };
      case 'DELETE':
        this.objects.delete(key);
        return { status: 204, body: Buffer.alloc(0) };
      case 'GET':
      case 'HEAD':
        return object === undefined ? { status: 404, body: xml('NoSuchKey') } : { status: 200, body: object };
      default:
        return { status: 405, body: xml('MethodNotAllowed') };
    }
  }

  private refusal(request: IncomingMessage, body: Buffer): Fault | undefined {
    const header = request.headers.authorization ?? '';
    const match =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/.exec(
        header,
      );
    if (!match) return { status: 403, code: 'AccessDenied' };
    const [, keyId = '', day = '', region = '', signed = '', signature = ''] = match;
    if (keyId !== S3_KEY_ID) return { status: 403, code: 'InvalidAccessKeyId' };
    const time = String(request.headers['x-amz-date']);
    const bodyHash = String(request.headers['x-amz-content-sha256']);
    const right = bodyHash === 'UNSIGNED-PAYLOAD' || bodyHash === sha256(body);
    const url = new URL(request.url ?? '/', 'http://s3');
    const query = [...url.searchParams].map(
      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    );
    const headers = signed.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
    const canonical = [request.method, url.pathname, query.sort().join('&'), headers.join(''), signed, bodyHash].join(
      '\n',
    );
    const scope = `${day}/${region}/s3/aws4_request`;
    const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(Buffer.from(canonical))].join('\n');
    const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
      (last, part) => hmac(last, part),
      `AWS4${S3_SECRET}`,
    );
    return right && hmac(key, toSign).toString('hex') === signature
      ? undefined
      : { status: 403, code: 'SignatureDoesNotMatch' };
  }
}

function xml(code: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  );
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
