import type { RawPort, WebhookPort } from '../../messaging/ports.js';

/** What keeps `inspect` from starting, in words for the one who called it. */
export class InspectError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InspectError';
  }
}

/** How a file of this channel is read: as a webhook delivery, or (mails, PDUs) as raw bytes. */
export type InspectedChannel =
  | {
      webhook: WebhookPort;
      /** Where the provider would call, unless `--url` says otherwise. */
      url: string;
    }
  | { raw: RawPort };

/**
 * Reads config/gateway.yaml and finds what reads the channel's payloads. Tenants and texts are left alone: they
 * say nothing of payloads, and reading them takes longer than everything else here.
 * @throws InspectError
 */
export async function openChannel(channelId: string): Promise<InspectedChannel> {
  const [
    { readSettings },
    { formatConfigError },
    { readYamlFile },
    { readGateway },
    { SANDBOX_DEFAULTS },
    { CHANNEL_PROVIDERS },
    { buildChannelRegistry },
  ] = await Promise.all([
    import('../../settings/settings.js'),
    import('../../settings/config-error.js'),
    import('../../settings/yaml-file.js'),
    import('../../settings/gateway-loader.js'),
    import('../../settings/sandbox-defaults.js'),
    import('../channel-providers.js'),
    import('../../channels/channel-registry.js'),
  ]);
  const { settings, errors: settingErrors } = readSettings();
  const { source, value } = readYamlFile(settings.configDir, 'gateway.yaml');
  const set = Object.entries(settings.env).filter(([, text]) => text !== undefined && text !== '');
  const env = { ...(settings.sandbox ? SANDBOX_DEFAULTS : {}), ...Object.fromEntries(set) };
  const gateway = value === undefined ? undefined : readGateway({ source, value, env, providers: CHANNEL_PROVIDERS });
  const errors = [...settingErrors, ...source.errors];
  if (gateway === undefined || errors.length > 0) {
    throw new InspectError(
      `The configuration has ${String(errors.length)} error(s); see \`kentongan config check\`:\n${errors.map(formatConfigError).join('\n')}`,
    );
  }
  const registry = buildChannelRegistry(gateway.channels, CHANNEL_PROVIDERS);
  const channel = registry.get(channelId);
  if (channel === undefined) {
    const known = registry
      .all()
      .map(({ id }) => id)
      .join(', ');
    throw new InspectError(
      `There is no channel ${JSON.stringify(channelId)} in config/gateway.yaml. There are: ${known}`,
    );
  }
  const { webhook, raw } = channel.adapter ?? {};
  if (webhook === undefined) {
    if (raw !== undefined) return { raw };
    throw new InspectError(`Channel ${channelId} (provider ${channel.provider}) has no payloads to read.`);
  }
  const base = settings.publicUrl ?? `http://${settings.host}:${String(settings.port)}`;
  return { webhook, url: `${base}/hooks/${channelId}` };
}
