/** What REDIS_URL names: one server, the master that sentinels know, or a cluster. */
export type RedisPlace =
  | { kind: 'single'; url: string }
  | { kind: 'sentinel'; nodes: RedisNode[]; master: string; login: RedisLogin }
  | { kind: 'cluster'; nodes: RedisNode[]; login: RedisLogin };

export interface RedisNode {
  host: string;
  port: number;
}

/** Of the Redis servers themselves; sentinels are asked without one. */
export interface RedisLogin {
  username?: string;
  password?: string;
  db?: number;
  /** With TLS. */
  tls?: object;
}

const SEVERAL =
  /^(redis|rediss)\+(sentinel|cluster):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?@]+)(?:\/([^/?]*))?(?:\/(\d{1,5}))?\/?$/;
const PORTS = { sentinel: 26_379, cluster: 6_379 } as const;
/** As Redis' own examples call it. */
const MASTER = 'mymaster';

/**
 * `redis://host:6379/0`; `redis+sentinel://user:password@host:26379,host2/mymaster/0`;
 * `redis+cluster://user:password@host:6379,host2`. `rediss` is the same with TLS. Pure.
 * @returns undefined for what is none of these
 */
export function parseRedisUrl(url: string): RedisPlace | undefined {
  if (/^rediss?:\/\/[^/]/.test(url)) return URL.canParse(url) ? { kind: 'single', url } : undefined;
  const [, scheme, kind, user = '', password = '', hosts = '', name = '', db] = SEVERAL.exec(url) ?? [];
  if (kind !== 'sentinel' && kind !== 'cluster') return undefined;
  const nodes = hosts.split(',').map((host) => nodeOf(host, PORTS[kind]));
  // A cluster has the database 0 alone.
  if (!nodes.every((node) => node !== undefined) || (kind === 'cluster' && name !== '')) return undefined;
  const login: RedisLogin = {
    ...(user !== '' && { username: decoded(user) }),
    ...(password !== '' && { password: decoded(password) }),
    ...(db !== undefined && { db: Number(db) }),
    ...(scheme === 'rediss' && { tls: {} }),
  };
  return kind === 'cluster' ? { kind, nodes, login } : { kind, nodes, master: name === '' ? MASTER : name, login };
}

/** Where to look for it, without the password. */
export function whereOf(url: string): string {
  const place = parseRedisUrl(url);
  if (!place) return 'REDIS_URL';
  if (place.kind === 'single') return new URL(place.url).host;
  return place.nodes.map(({ host, port }) => `${host}:${String(port)}`).join(', ');
}

function nodeOf(text: string, port: number): RedisNode | undefined {
  const [, host, given] = /^(\[[0-9a-f:]+\]|[A-Za-z0-9_.-]+)(?::(\d{1,5}))?$/i.exec(text.trim()) ?? [];
  return host === undefined ? undefined : { host: host.replace(/[[\]]/g, ''), port: given === undefined ? port : Number(given) };
} // prettier-ignore

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
