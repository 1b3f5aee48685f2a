import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { cString } from './octets.js';
import { COMMAND } from './pdu.js';
import { SessionError, SmppSession, type SessionOptions } from './session.js';
import type { SmppSettings } from './smpp.settings.js';
import { bindRefusal, STATUS } from './status.js';

/** A connection that could not be made or bound, in an operator's words. */
export class LinkError extends Error {
  constructor(
    /** Kebab-case. */
    readonly code: string,
    readonly words: string,
    /** Trying again soon may lock the account. */
    readonly patient: boolean,
  ) {
    super(words);
    this.name = 'LinkError';
  }
}

const INTERFACE_VERSION = 0x34;
const CONNECT_MS = 10_000;

/** Connects and binds as transceiver. @throws LinkError */
export async function openLink(
  settings: SmppSettings,
  handlers: Pick<SessionOptions, 'onRequest' | 'onClose'>,
): Promise<SmppSession> {
  const socket = await connect(settings);
  const session = new SmppSession(socket, {
    ...handlers,
    responseMs: settings.responseSeconds * 1000,
    enquireLinkMs: settings.enquireLinkSeconds * 1000,
  });
  try {
    const answer = await session.request(COMMAND.bindTransceiver, bindBody(settings));
    if (answer.status === STATUS.ok) return session;
    const { code, words, patient } = bindRefusal(answer.status);
    throw new LinkError(code, words, patient);
  } catch (error) {
    session.end('not-bound');
    if (error instanceof SessionError)
      throw new LinkError(`smpp-bind-${error.code}`, 'the SMSC took the connection and did not answer the bind', false);
    throw error;
  }
}

function bindBody({ systemId, password, systemType, addressRange }: SmppSettings): Buffer {
  return Buffer.concat([
    cString(systemId),
    cString(password),
    cString(systemType),
    // interface_version, addr_ton, addr_npi
    Buffer.from([INTERFACE_VERSION, 0, 0]),
    cString(addressRange),
  ]);
}

function connect({ host, port, tls }: SmppSettings): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = tls
      ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : connectTcp({ host, port });
    const timer = setTimeout(() => fail('ETIMEDOUT'), CONNECT_MS);
    const fail = (code: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new LinkError(`smpp-${code.toLowerCase().replaceAll('_', '-')}`, connectWords(code, tls), false));
    };
    const onError = (error: Error): void => {
      const { code } = error as { code?: unknown };
      fail(typeof code === 'string' && /^[A-Z0-9_]{2,50}$/.test(code) ? code : 'ERROR');
    };
    socket.once('error', onError);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      // The listener stays: its promise is settled, and an error without any would end the process.
      resolve(socket);
    });
  });
}

function connectWords(code: string, tls: boolean): string {
  if (code === 'ECONNREFUSED') return 'nobody listens at settings.host and settings.port';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the name in settings.host is not known to the name server';
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return 'the SMSC can’t be reached: check the VPN or the firewall';
  if (tls && /CERT|TLS|SSL/.test(code)) return `the SMSC's certificate or TLS is refused (${code})`;
  return `the connection failed (${code})`;
}
