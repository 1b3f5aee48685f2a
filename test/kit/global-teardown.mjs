import { rm } from 'node:fs/promises';

export default async function globalTeardown() {
  // A failed test may have left a connection open; its complaint about the server's end must not hide the summary.
  process.on('uncaughtException', (error) => {
    const cause = error.code === 'ERR_UNHANDLED_ERROR' ? error.context : error;
    if (!/terminat|ECONNRESET|EPIPE/.test(cause?.message ?? '')) throw error;
  });
  const services = globalThis.kentonganTestServices;
  await Promise.all(services.stops.map((stop) => stop()));
  services.pids = [];
  await rm(services.folder, { recursive: true, force: true });
}
