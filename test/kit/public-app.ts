import 'reflect-metadata';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import compress from '@fastify/compress';
import { Module } from '@nestjs/common';
import type { DynamicModule, InjectionToken, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parse } from 'yaml';
import { KeyRing } from '../../src/contacts/key-ring.js';
import { WebFormSettings, webProvider } from '../../src/channels/web/web.provider.js';
import type { StoredEvent } from '../../src/messaging/inbound-event.js';
import { CHANNEL_REGISTRY } from '../../src/messaging/ports.js';
import { INBOUND_SINK } from '../../src/messaging/sinks.js';
import { ATTACHMENT_STORE } from '../../src/messaging/stores.js';
import type { Channel, ChannelRegistry } from '../../src/messaging/ports.js';
import type { AcceptedEvent, InboundSink, RawDelivery } from '../../src/messaging/sinks.js';
import type { AttachmentStore, StoredAttachment } from '../../src/messaging/stores.js';
import { CodedError } from '../../src/messaging/errors.js';
import { CLOCK, systemClock } from '../../src/observability/clock.js';
import type { Clock } from '../../src/observability/clock.js';
import { LOGGER, type Logger } from '../../src/observability/logger.js';
import { AnswerTimes } from '../../src/reports/answer-times/answer-times.js';
import type { AnswerFigures } from '../../src/reports/answer-times/reckon.js';
import { PUBLIC_CSP_DIRECTIVES } from '../../src/public/csp.js';
import { PUBLIC_LIMITS } from '../../src/public/public-limits.js';
import { FileLinks } from '../../src/outbox/file-links.js';
import { OutboundFileReader, type OpenedOutboundFile } from '../../src/outbox/outbound-file-reader.js';
import { PUBLIC_PHOTOS, PUBLIC_SURVEYS, PUBLIC_TICKETS } from '../../src/public/public-tickets.js';
import type { PublicPhotos, PublicSurveys, PublicTickets, PublicTicketView } from '../../src/public/public-tickets.js';
import { PublicModule, registerPublicHttp } from '../../src/public/public.module.js';
import { webSecrets } from '../../src/public/web-secrets.js';
import type { WebSecrets } from '../../src/public/web-secrets.js';
import type { Survey } from '../../src/replies/surveys.js';
import { SourceFile } from '../../src/settings/yaml-file.js';
import { compareLocales, localesOf, readLocaleFile, TEXTS } from '../../src/tenants/locales.js';
import type { LocaleEntries, Locales } from '../../src/tenants/locales.js';
import { CapturedLogs } from './captured-logs.js';
import { TENANTS, TenantRegistry } from '../../src/tenants/tenant-registry.js';
import { LOCALES } from '../../src/tenants/tenant.js';
import type { Tenant } from '../../src/tenants/tenant.js';

/** The public pages' own texts as shipped, and what is wrong with them. */
export function publicLocales(): { locales: Locales; errors: readonly object[] } {
  const entries: LocaleEntries = { id: new Map(), en: new Map() };
  const sources = LOCALES.map((locale) => {
    const file = `locales/public.${locale}.yaml`;
    const source = new SourceFile(file);
    readLocaleFile(entries, locale, source, parse(readFileSync(join(__dirname, '../../config', file), 'utf8')));
    return source;
  });
  compareLocales(entries);
  return { locales: localesOf(entries), errors: sources.flatMap((source) => source.errors) };
}

/** A regency that takes reports without a name; give what differs. */
export function publicTenant(overrides: Partial<Tenant> = {}): Tenant {
  return {
    slug: 'tanah-bumbu',
    scope: 'regency',
    name: 'Kab. Tanah Bumbu',
    office: 'Dinas Komunikasi dan Informatika Kabupaten Tanah Bumbu',
    zone: 'WITA',
    regionCode: '6310',
    ticketPrefix: 'TBU',
    keywords: ['TANAHBUMBU'],
    workingDays: [1, 2, 3, 4, 5],
    anonymousAllowed: true,
    example: 'lampu jalan mati di Jl Raya depan SDN 1',
    requirements: { identity: 'asked', address: 'asked', evidence: 'asked' },
    cost: 'Gratis di halaman ini. SMS kira-kira Rp350 sampai Rp2.200, menurut operator Anda.',
    emergencyNumber: '112',
    dangerKeywords: ['kebakaran'],
    retention: { rawDays: 90, unassignedDays: 180, peopleDays: 730, staffMessageDays: 365, accessLogDays: 1825 },
    locale: 'id',
    escalation: [],
    digestAt: 450,
    agencies: [
      {
        slug: 'pupr',
        name: 'Dinas Pekerjaan Umum dan Penataan Ruang',
        shortName: 'Dinas PUPR',
        type: 'regional',
        units: [],
        aliases: [],
      },
    ],
    categories: [
      { slug: 'infrastruktur', name: 'Jalan, jembatan, dan lampu', keywords: [], level: 'normatif', kind: 'complaint' },
      {
        slug: 'jalan-rusak',
        name: 'Jalan rusak',
        parent: 'infrastruktur',
        keywords: ['berlubang'],
        level: 'normatif',
        kind: 'complaint',
      },
      {
        slug: 'lampu-jalan',
        name: 'Lampu jalan',
        parent: 'infrastruktur',
        keywords: ['lampu'],
        level: 'normatif',
        kind: 'complaint',
      },
      { slug: 'kesehatan', name: 'Layanan kesehatan', keywords: [], level: 'normatif', kind: 'complaint' },
    ],
    retired: { agencies: [], categories: [] },
    routing: [],
    standard: {
      document: 'SOP Pengelolaan Pengaduan Masyarakat, 11 Februari 2020',
      version: '2020-02-18',
      levels: [{ slug: 'normatif', name: 'Biasa', resolve: { amount: 2, unit: 'days' }, words: '1 hari + 1 hari' }],
      defaultLevel: 'normatif',
      kinds: {},
      steps: [
        {
          slug: 'catat',
          name: 'Pengaduan direkam',
          words: '5 menit',
          within: { amount: 5, unit: 'minutes' },
          by: 'sistem',
          until: 'announced',
        },
        {
          slug: 'teruskan',
          name: 'Diteruskan ke SKPD',
          words: '1 hari',
          within: { amount: 1, unit: 'days' },
          by: 'admin kabupaten',
          until: 'dispatched',
        },
      ],
    },
    deduplication: { windowHours: 24 },
    closeAfterDays: 10,
    reopenWithinDays: 30,
    waitForCitizenDays: 3,
    automaticMessagesPerDay: 20,
    responsesCheckedByAdmin: true,
    dispatching: 'by-admin',
    staff: [],
    tellStaffBy: 'email',
    replyTexts: {},
    answerTexts: [],
    ...overrides,
  };
}

const silentSender = {
  capabilities: { maxLength: 160, segmented: true, receipts: false, media: false as const },
  send: () => Promise.reject(new Error('unused')),
};

export function publicChannels(tenant = 'tanah-bumbu'): Channel[] {
  return [
    {
      id: 'sms-1708',
      kind: 'sms',
      provider: 'twilio',
      enabled: true,
      address: '1708',
      adapter: { sender: silentSender },
    },
    { id: 'sms-own', kind: 'sms', provider: 'android', enabled: false, address: '+62811000000', tenant },
    {
      id: 'web-own',
      kind: 'web',
      provider: 'form',
      enabled: true,
      tenant,
      adapter: webProvider.create({ id: 'web-own', settings: new WebFormSettings() }),
    },
    { id: 'email-own', kind: 'email', provider: 'imap', enabled: false, address: 'lapor@contoh.example', tenant },
    { id: 'wa-own', kind: 'whatsapp', provider: 'cloud-api', enabled: false, address: '+62811000001', tenant },
    { id: 'manual-telepon', kind: 'manual', provider: 'telephone', enabled: false, address: '0811-0000-02', tenant },
    { id: 'manual-own', kind: 'manual', provider: 'desk', enabled: false, tenant },
  ];
}

export function channelRegistry(channels: readonly Channel[]): ChannelRegistry {
  return { get: (id) => channels.find((channel) => channel.id === id), all: () => channels };
}

export function testSecrets(): WebSecrets {
  return webSecrets({ hmac: (purpose, data) => createHmac('sha256', `key of ${purpose}`).update(data).digest() });
}

interface Accepted {
  channelId: string;
  event: StoredEvent;
  raw: RawDelivery;
  inboundId: string;
}

/** Keeps what it takes, as the intake does: by channel and external id, once. */
export class MemoryIntake implements InboundSink {
  readonly accepted: Accepted[] = [];
  broken = false;

  accept(channelId: string, events: readonly StoredEvent[], raw: RawDelivery): Promise<AcceptedEvent[]> {
    if (this.broken) return Promise.reject(new CodedError('database-away', 'the database is away', true));
    return Promise.resolve(
      events.map((event) => {
        const known = this.accepted.find(
          (each) => each.channelId === channelId && each.event.externalId === event.externalId,
        );
        if (known) return { inboundId: known.inboundId, duplicate: true };
        const inboundId = randomUUID();
        this.accepted.push({ channelId, event, raw, inboundId });
        return { inboundId, duplicate: false };
      }),
    );
  }

  reject(): Promise<AcceptedEvent> {
    return Promise.reject(new Error('the form rejects nothing into the intake'));
  }
}

export class MemoryAttachments implements AttachmentStore {
  readonly kept: { bytes: Buffer; contentType: string; filename?: string }[] = [];

  put(bytes: Buffer, meta: { contentType: string; filename?: string }): Promise<StoredAttachment> {
    this.kept.push({ bytes, ...meta });
    return Promise.resolve({
      ref: `file-${String(this.kept.length)}`,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      size: bytes.length,
    });
  }
}

export class MemoryTickets implements PublicTickets, PublicPhotos {
  readonly views = new Map<string, PublicTicketView>();
  readonly photos = new Map<string, Buffer>();
  readonly files = new Map<string, OpenedOutboundFile>();
  broken = false;
  /** What a worker would open; undefined: no worker is running. */
  open: ((inboundId: string) => PublicTicketView) | undefined;

  byInbound(inboundId: string): Promise<PublicTicketView | undefined> {
    if (this.broken) return Promise.reject(new CodedError('database-away', 'the database is away', true));
    const known = this.views.get(inboundId) ?? this.open?.(inboundId);
    if (known) this.views.set(inboundId, known);
    return Promise.resolve(known);
  }

  byNumberAndCode(tenant: string, number: string, code: string): Promise<PublicTicketView | undefined> {
    if (this.broken) return Promise.reject(new CodedError('database-away', 'the database is away', true));
    return Promise.resolve(
      [...this.views.values()].find(
        (view) => view.tenant === tenant && view.number === number && this.trackingCode(view.inboundId) === code,
      ),
    );
  }

  view(id: string): Promise<{ bytes: Buffer; contentType: string } | undefined> {
    if (this.broken) return Promise.reject(new CodedError('storage-unreachable', 'the storage is away', true));
    const bytes = this.photos.get(id);
    return Promise.resolve(bytes && { bytes, contentType: 'image/jpeg' });
  }

  file(id: string): Promise<OpenedOutboundFile | undefined> {
    if (this.broken) return Promise.reject(new CodedError('storage-unreachable', 'the storage is away', true));
    return Promise.resolve(this.files.get(id));
  }

  trackingCode(inboundId: string): string {
    const hex = createHash('sha256').update(inboundId).digest('hex').slice(0, 12).toUpperCase();
    return `${hex.slice(0, 4)}-${hex.slice(4, 8)}-${hex.slice(8)}`;
  }
}

/** Keeps what it takes; as the real one, by ticket, the last of it. */
export class MemorySurveys implements PublicSurveys {
  readonly taken = new Map<string, Survey>();
  broken = false;

  take(number: string, survey: Survey): Promise<boolean> {
    if (this.broken) return Promise.reject(new CodedError('database-away', 'the database is away', true));
    this.taken.set(number, survey);
    return Promise.resolve(true);
  }
}

/** What a worker would have reckoned, by tenant. */
export type MemoryAnswerTimes = Map<string, AnswerFigures>;

export interface PublicApp {
  app: NestFastifyApplication;
  intake: MemoryIntake;
  attachments: MemoryAttachments;
  tickets: MemoryTickets;
  surveys: MemorySurveys;
  answerTimes: MemoryAnswerTimes;
  locales: Locales;
}

export interface PublicAppOptions {
  tenants?: readonly Tenant[];
  channels?: readonly Channel[];
  clock?: Clock;
  logger?: Logger;
  formsPerHour?: number;
}

/** The public pages with everything behind them in memory; the HTTP server is set up as the gateway's. */
export async function startPublicApp(options: PublicAppOptions = {}): Promise<PublicApp> {
  const intake = new MemoryIntake();
  const attachments = new MemoryAttachments();
  const tickets = new MemoryTickets();
  const surveys = new MemorySurveys();
  const answerTimes: MemoryAnswerTimes = new Map();
  const keys = KeyRing.open(join(mkdtempSync(join(tmpdir(), 'kentongan-keys-')), 'keys.json'));
  const { locales } = publicLocales();
  const clock = options.clock ?? systemClock;
  const values: [InjectionToken, unknown][] = [
    [TENANTS, new TenantRegistry(options.tenants ?? [publicTenant()])],
    [TEXTS, locales],
    [CHANNEL_REGISTRY, channelRegistry(options.channels ?? publicChannels())],
    [INBOUND_SINK, intake],
    [ATTACHMENT_STORE, attachments],
    [PUBLIC_TICKETS, tickets],
    [PUBLIC_SURVEYS, surveys],
    [PUBLIC_PHOTOS, tickets],
    [AnswerTimes, { of: (tenant: string) => Promise.resolve(answerTimes.get(tenant)) }],
    [KeyRing, keys],
    [FileLinks, new FileLinks({ keys, clock, publicUrl: 'https://aduan.example' })],
    [OutboundFileReader, { open: (id: string) => tickets.file(id) }],
    [CLOCK, clock],
    [LOGGER, options.logger ?? new CapturedLogs().logger],
    [PUBLIC_LIMITS, { photoBytes: 10 * 1_048_576, photosPerReport: 5, formsPerHour: options.formsPerHour ?? 1_000 }],
  ];
  @Module({})
  class Around {}
  const around: DynamicModule = {
    module: Around,
    providers: values.map(([provide, useValue]) => ({ provide, useValue })),
    exports: values.map(([token]) => token),
  };
  @Module({ imports: [PublicModule.with([around])] })
  class Root {}
  const quiet: NestApplicationOptions = { logger: false };
  const app = await NestFactory.create<NestFastifyApplication>(
    Root,
    new FastifyAdapter({ trustProxy: ['127.0.0.1', '::1'] }),
    quiet,
  );
  await app.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: PUBLIC_CSP_DIRECTIVES } });
  await app.register(compress);
  await registerPublicHttp(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, intake, attachments, tickets, surveys, answerTimes, locales };
}
