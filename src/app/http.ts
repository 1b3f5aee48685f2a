import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DynamicModule } from '@nestjs/common';
import { NestLogger } from '../observability/nest-logger.js';
import { PUBLIC_CSP_DIRECTIVES, PUBLIC_PERMISSIONS_POLICY } from '../public/csp.js';
import { registerPublicHttp } from '../public/public.module.js';
import type { Core } from './core.js';

/** Largest form without its photos, in bytes; photos are read as a stream and have a limit of their own. */
const FORM_BYTES = 1_048_576;

/** Builds the HTTP side of a role; it does not listen yet. */
export async function createHttp(root: DynamicModule, core: Core, pages: boolean): Promise<NestFastifyApplication> {
  const { gateway } = core.configuration;
  const adapter = new FastifyAdapter({
    trustProxy: gateway.trustedProxies,
    bodyLimit: gateway.limits.webhookBodyBytes,
    // A slow sender must not hold a connection for ever (RFC 9110 has no limit of its own).
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new NestLogger(core.logger),
    bodyParser: false,
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  parseBodies(fastify);
  if (pages) {
    await app.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: PUBLIC_CSP_DIRECTIVES },
      // Only where we are reached by TLS: a browser would keep it for a test machine's http for a year.
      strictTransportSecurity: core.publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
      referrerPolicy: { policy: 'same-origin' },
    });
    await app.register(compress, { global: true, threshold: 1024, encodings: ['br', 'gzip'] });
    fastify.addHook('onSend', async (_request, reply) => {
      reply.header('permissions-policy', PUBLIC_PERMISSIONS_POLICY);
    });
    await registerPublicHttp(app);
  }
  return app;
}

/** Webhooks get their body as it came, since signatures are made over it; everything else is parsed. */
function parseBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const isHook = (request: FastifyRequest): boolean => request.url.startsWith('/hooks/');
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer', bodyLimit: FORM_BYTES }, (request, body, done) => {
    done(null, isHook(request) ? body : Object.fromEntries(new URLSearchParams(body.toString('utf8'))));
  });
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (isHook(request)) {
      done(null, body);
      return;
    }
    try {
      done(null, JSON.parse(body.toString('utf8')));
    } catch {
      done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }));
    }
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (isHook(request)) done(null, body);
    else done(Object.assign(new Error('this content type is not taken here'), { statusCode: 415 }));
  });
}
