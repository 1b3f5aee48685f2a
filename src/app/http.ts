import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import {
  BadRequestException,
  Logger,
  PayloadTooLargeException,
  UnsupportedMediaTypeException,
  type DynamicModule,
  type ExceptionFilter,
  type NestApplicationOptions,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest, onSendHookHandler } from 'fastify';
import { ApiDocument } from '../api/docs/api-document.js';
import { openApiDocument } from '../api/docs/openapi.js';
import { ProblemFilter } from '../api/problem.filter.js';
import { ConsoleErrorFilter } from '../console/frame/console-error.filter.js';
import { registerConsoleAssets } from '../console/frame/console-assets.js';
import { Open311ErrorFilter } from '../open311/open311-error.filter.js';
import { NestLogger } from '../observability/nest-logger.js';
import { PUBLIC_CSP_DIRECTIVES, PUBLIC_PERMISSIONS_POLICY } from '../public/csp.js';
import { PageErrorFilter } from '../public/page-error.filter.js';
import { registerPublicHttp } from '../public/public.module.js';
import type { Core } from './core.js';
import { formFields } from './form-fields.js';
import { lastResort } from './last-resort.js';

/** Largest form without its photos, in bytes; photos are read as a stream and have a limit of their own. */
const FORM_BYTES = 1_048_576;
/** Largest JSON body of our own interfaces, in bytes: five megabytes of attachments in Base64. */
const API_BYTES = 8_388_608;

const CONSOLE = /^\/console(?:[/?]|$)/;

export interface HttpRoute {
  method: string;
  /** With its parameters as `:name`. */
  path: string;
}

export interface HttpSide {
  app: NestFastifyApplication;
  /** Whatever is served; complete once the application listens. */
  routes: readonly HttpRoute[];
}

/** Builds the HTTP side of a role; it does not listen yet. */
export async function createHttp(root: DynamicModule, core: Core, pages: boolean): Promise<HttpSide> {
  const { gateway } = core.configuration;
  Logger.overrideLogger(new NestLogger(core.logger));
  const adapter = new FastifyAdapter({
    trustProxy: gateway.trustedProxies,
    bodyLimit: gateway.limits.webhookBodyBytes,
    // Five photos over a village's line take minutes; a connection must not be held for ever either.
    requestTimeout: 600_000,
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 200 },
  });
  const options: NestApplicationOptions = { bodyParser: false, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, options);
  const fastify = app.getHttpAdapter().getInstance();
  const routes: HttpRoute[] = [];
  fastify.addHook('onRoute', ({ method, url }) => {
    routes.push(...asList(method).map((each) => ({ method: each, path: url })));
  });
  parseBodies(fastify, gateway.limits.webhookBodyBytes);
  logOversized(fastify, core);
  if (pages) {
    // Before the plugins, whose own hooks read it: a provider's machine needs neither headers for browsers
    // nor compression, and this path carries the load.
    fastify.addHook('onRoute', (route) => {
      if (route.url.startsWith('/hooks/')) Object.assign(route, { helmet: false, compress: false, decompress: false });
      else Object.assign(route, { onSend: [sendPermissionsPolicy, ...asList(route.onSend)] });
    });
    await app.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: PUBLIC_CSP_DIRECTIVES },
      // Only where we are reached by TLS: a browser would keep it for a test machine's http for a year.
      strictTransportSecurity: core.publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
      referrerPolicy: { policy: 'same-origin' },
    });
    await app.register(compress, { global: true, threshold: 1024, encodings: ['br', 'gzip'] });
    await registerPublicHttp(app);
    registerConsoleAssets(app);
    app.useGlobalFilters(errorsByPath(app, core.logger));
    app.get(ApiDocument, { strict: false }).set(openApiDocument(app));
  }
  return { app, routes };
}

/** Of several filters that take everything the framework asks one only: the path says whose words an error gets. */
function errorsByPath(app: NestFastifyApplication, logger: Core['logger']): ExceptionFilter {
  const problems = app.get(ProblemFilter, { strict: false });
  const pages = app.get(PageErrorFilter, { strict: false });
  const open311 = app.get(Open311ErrorFilter, { strict: false });
  const console = app.get(ConsoleErrorFilter, { strict: false });
  return lastResort(logger, (error, host) => {
    const { url } = host.switchToHttp().getRequest<FastifyRequest>();
    if (url.startsWith('/api/')) return problems.catch(error, host);
    if (url.startsWith('/open311/')) return open311.catch(error, host);
    return CONSOLE.test(url) ? console.catch(error, host) : pages.catch(error, host);
  });
}

/** A body that is too large never reaches the webhook's controller, which logs the other refusals. */
function logOversized(fastify: FastifyInstance, { channels, logger }: Core): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const id = reply.statusCode === 413 ? /^\/hooks\/([^/?]+)/.exec(request.url)?.[1] : undefined;
    // An unknown id comes from outside: it may hold anything.
    if (id !== undefined)
      logger.warn(
        { channelId: channels.get(id)?.id ?? 'unknown', reason: 'body-too-large', status: 413 },
        'webhook refused',
      );
    done();
  });
}

/** Webhooks get their body as it came, since signatures are made over it; everything else is parsed. */
function parseBodies(fastify: FastifyInstance, webhookBytes: number): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer', bodyLimit: FORM_BYTES },
    (request, body, done) => {
      done(null, isHook(request) ? body : formFields(body.toString('utf8')));
    },
  );
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: API_BYTES },
    (request, body, done) => {
      if (isHook(request)) {
        if (body.length > webhookBytes)
          done(new PayloadTooLargeException(`a webhook may have ${String(webhookBytes)} bytes`));
        else done(null, body);
        return;
      }
      try {
        done(null, JSON.parse(body.toString('utf8')));
      } catch {
        done(new BadRequestException('the body is not JSON'));
      }
    },
  );
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (isHook(request)) done(null, body);
    else done(new UnsupportedMediaTypeException('this content type is not taken here'));
  });
}

function isHook(request: FastifyRequest): boolean {
  return request.url.startsWith('/hooks/');
}

const sendPermissionsPolicy: onSendHookHandler = (_request, reply, payload, done) => {
  reply.header('permissions-policy', PUBLIC_PERMISSIONS_POLICY);
  done(null, payload);
};

function asList<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
