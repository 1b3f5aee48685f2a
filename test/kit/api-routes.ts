import type { Scope } from '../../src/api/api-keys.js';

/** What a route asks of its caller: a scope; or `link`, a signed address; or nothing. */
export type ApiNeed = Scope | 'link' | 'anyone';

/** Every route below /api. One that is missing here fails the e2e test. */
export const API_ROUTES: Readonly<Record<string, ApiNeed>> = {
  'GET /api/docs': 'anyone',
  'GET /api/docs/openapi.json': 'anyone',
  'GET /api/v1/letters/:token': 'link',
  'GET /api/v1/reports/files/:token': 'link',
  // tickets
  'POST /api/v1/tickets': 'tickets:write',
  'GET /api/v1/tickets': 'tickets:read',
  'GET /api/v1/tickets/:number': 'tickets:read',
  'POST /api/v1/tickets/:number/answers': 'answers:write',
  'POST /api/v1/tickets/:number/category': 'tickets:manage',
  'POST /api/v1/tickets/:number/route': 'tickets:manage',
  'POST /api/v1/tickets/:number/merge': 'tickets:manage',
  'POST /api/v1/tickets/:number/unmerge': 'tickets:manage',
  'POST /api/v1/tickets/:number/split': 'tickets:manage',
  'POST /api/v1/tickets/:number/undo': 'tickets:manage',
  'POST /api/v1/tickets/:number/references': 'tickets:manage',
  // the office's work
  'GET /api/v1/inbox': 'tickets:read',
  'GET /api/v1/people': 'tickets:assign',
  'POST /api/v1/tickets/:number/assignee': 'tickets:assign',
  'GET /api/v1/tickets/:number/notes': 'notes:read',
  'POST /api/v1/tickets/:number/notes': 'notes:write',
  'POST /api/v1/tickets/:number/questions': 'answers:write',
  'POST /api/v1/tickets/:number/resume': 'answers:write',
  'POST /api/v1/tickets/:number/archive': 'tickets:end',
  'POST /api/v1/tickets/:number/close': 'tickets:end',
  'POST /api/v1/tickets/:number/reopen': 'tickets:end',
  // agencies
  'POST /api/v1/tickets/:number/dispatches': 'dispatches:write',
  'POST /api/v1/tickets/:number/forward': 'answers:write',
  'GET /api/v1/dispatches': 'dispatches:read',
  'GET /api/v1/dispatches/:id': 'dispatches:read',
  'GET /api/v1/dispatches/:id/photos/:photo': 'dispatches:read',
  'POST /api/v1/dispatches/:id/withdraw': 'dispatches:write',
  'POST /api/v1/dispatches/:id/send-back': 'dispatches:write',
  'POST /api/v1/dispatches/:id/accept': 'responses:write',
  'POST /api/v1/dispatches/:id/return': 'responses:write',
  'POST /api/v1/dispatches/:id/questions': 'responses:write',
  'POST /api/v1/dispatches/:id/responses': 'responses:write',
  // what people carry
  'GET /api/v1/tasks': 'tasks:read',
  'GET /api/v1/tasks/:id': 'tasks:write',
  'POST /api/v1/tasks/:id/done': 'tasks:write',
  // channels, reports
  'GET /api/v1/channels': 'channels:read',
  'GET /api/v1/reports': 'reports:read',
  'GET /api/v1/reports/:file': 'reports:read',
};
