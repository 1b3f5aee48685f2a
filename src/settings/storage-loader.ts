import { interpolate, UNSET } from './interpolate.js';
import type { StorageConfig } from './gateway-config.js';
import { isMapping, Reader } from './reader.js';
import type { Environment } from './settings.js';
import type { SourceFile } from './yaml-file.js';

const KEYS = ['kind', 's3'];
const S3_KEYS = ['bucket', 'region', 'endpoint', 'pathStyle', 'accessKeyId', 'secretAccessKey'];

/** `storage:` of config/gateway.yaml. Variables of `s3:` need only be set where S3 is chosen. */
export function readStorage(source: SourceFile, value: unknown, env: Environment): StorageConfig {
  if (value === undefined || value === null) return { kind: 'disk' };
  const { s3: block, ...plain } = isMapping(value) ? value : {};
  const path = ['storage'];
  const general = interpolate(source, plain, path, env, () => undefined) as Record<string, unknown>;
  const chosen = general.kind === 's3';
  const s3 = interpolate(source, block, [...path, 's3'], env, (name) => (chosen ? undefined : UNSET + name));
  const given = s3 === undefined ? general : { ...general, s3 };
  const root = new Reader(source, isMapping(value) ? given : value, path, KEYS);
  const kind = root.oneOf('kind', ['disk', 's3'], 'disk');
  const reader = root.child('s3', S3_KEYS, kind === 'disk');
  if (reader === undefined) return { kind: 'disk' };
  const config: StorageConfig = {
    kind: 's3',
    bucket: reader.text('bucket', {
      pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      expected: "a bucket's name (3 to 63 small letters, digits, hyphens and dots)",
    }),
    region: reader.text('region', { pattern: /^[a-z0-9-]+$/, expected: 'a region such as "ap-southeast-3"' }),
    pathStyle: reader.flag('pathStyle', false),
    accessKeyId: reader.text('accessKeyId', { expected: 'the id of an access key' }),
    secretAccessKey: reader.text('secretAccessKey', { expected: "the access key's secret" }),
  };
  const endpoint = readEndpoint(reader);
  if (endpoint !== undefined) config.endpoint = endpoint;
  return kind === 's3' ? config : { kind: 'disk' };
}

/** `${S3_ENDPOINT:-}` left empty means Amazon's own. */
function readEndpoint(reader: Reader): string | undefined {
  if (reader.raw('endpoint') === '') return undefined;
  const endpoint = reader.optionalText('endpoint', { expected: 'an address such as "https://minio.example.go.id"' });
  if (endpoint === undefined) return undefined;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const plain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '';
  if (!plain) reader.error('endpoint', 'an address that begins with https:// or http://, without a login in it');
  return endpoint;
}
