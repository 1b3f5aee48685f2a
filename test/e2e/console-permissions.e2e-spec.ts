import { permissionsOf, ROLES, type Role } from '../../src/accounts/permissions.js';
import { ConsoleClient, type ConsoleAnswer } from '../kit/console-client.js';
import { CONSOLE_ROUTES } from '../kit/console-routes.js';
import { TestGateway } from '../kit/gateway.js';

/** Asked with a session of their own. */
const ENDS_SESSION = new Set(['POST /console/keluar']);

let gateway: TestGateway;
const clients = new Map<Role, ConsoleClient>();

// Every role asks every route: generous, since the machine may be busy.
jest.setTimeout(180_000);

beforeAll(async () => {
  gateway = await TestGateway.start();
  for (const role of ROLES) clients.set(role, await ConsoleClient.signIn(gateway, role));
});
afterAll(() => gateway.stop());

/** As the running server has them; Fastify adds a HEAD to each GET. */
function served(): string[] {
  return gateway.gateway.routes
    .filter(({ method, path }) => /^\/console(?:\/|$)/.test(path) && method !== 'HEAD')
    .map(({ method, path }) => `${method} ${path}`);
}

/** Parameters that name nothing: who is let in finds nothing, and nothing is changed. */
function addressOf(path: string): string {
  return path.replace(/:number\b/g, 'TBU-999999').replace(/:\w+/g, '00000000-0000-7000-8000-000000000000');
}

async function ask(client: ConsoleClient, route: string): Promise<ConsoleAnswer> {
  const [method = '', path = ''] = route.split(' ');
  return method === 'GET' ? client.get(addressOf(path)) : client.post(addressOf(path));
}

function toSignIn({ status, location }: ConsoleAnswer): boolean {
  return status === 303 && location?.startsWith('/console/masuk') === true;
}

it('lists exactly the routes that the server has', () => {
  expect(served().length).toBeGreaterThan(5);
  expect(served().sort()).toEqual(Object.keys(CONSOLE_ROUTES).sort());
});

it.each(ROLES)('%s is let in where its permissions say so, and nowhere else', async (role) => {
  const wrong: string[] = [];
  for (const [route, need] of Object.entries(CONSOLE_ROUTES)) {
    const client = ENDS_SESSION.has(route) ? await ConsoleClient.signIn(gateway, role) : clients.get(role);
    if (!client) throw new Error(`no client of ${role}`);
    const answer = await ask(client, route);
    const may = need === 'anyone' || permissionsOf(role).has(need);
    // 401 and 5xx are wrong for everybody; who signs out goes to the sign-in, too.
    const allowed = answer.status !== 403 && (ENDS_SESSION.has(route) || !toSignIn(answer));
    if (allowed !== may || answer.status === 401 || answer.status >= 500)
      wrong.push(`${route}: ${String(answer.status)} ${answer.location ?? ''}, needs ${need}`);
  }
  expect(wrong).toEqual([]);
});

it('sends who is not signed in to the sign-in, from every page and every form', async () => {
  const wrong: string[] = [];
  for (const [route, need] of Object.entries(CONSOLE_ROUTES)) {
    if (need === 'anyone') continue;
    const answer = await ask(ConsoleClient.nobody(gateway), route);
    if (!toSignIn(answer)) wrong.push(`${route}: ${String(answer.status)}`);
  }
  expect(wrong).toEqual([]);
});

it("takes no post without the session's token, and none from another site", async () => {
  const admin = clients.get('central-admin');
  if (!admin) throw new Error('no admin');
  const wrong: string[] = [];
  for (const [route, need] of Object.entries(CONSOLE_ROUTES)) {
    if (!route.startsWith('POST ') || need === 'anyone' || need === 'portal:use') continue;
    const path = addressOf(route.replace('POST ', ''));
    const without = await admin.post(path, { _csrf: '' });
    const strange = await admin.post(path, { _csrf: 'x'.repeat(43) });
    const elsewhere = await admin.post(path, {}, { origin: 'https://lain.example' });
    for (const [what, { status }] of Object.entries({ without, strange, elsewhere }))
      if (status !== 403) wrong.push(`${route} ${what}: ${String(status)}`);
  }
  expect(wrong).toEqual([]);
});
