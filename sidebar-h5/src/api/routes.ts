import type { Card, CustomerRow, TimelineEntry } from '../../../src/features/customers/shapes.ts'
import type { Channel, ChannelScope } from '../../../src/features/digests/shapes.ts'
import type { EvidenceKind } from '../../../src/features/follow-ups/rules-ending.ts'
import type { FollowUpView, Today } from '../../../src/features/follow-ups/shapes.ts'
import type { JsSignature, Me, MemberView } from '../../../src/features/members/shapes.ts'
import type { OrderBody, OrderView } from '../../../src/features/orders/shapes.ts'
import type { ScriptView } from '../../../src/features/scripts/shapes.ts'
import type { Target } from '../../../src/features/targets/shapes.ts'
import { send } from './client.ts'
import type {
  ApiKey,
  ApiKeyScope,
  CalendarYear,
  Department,
  Job,
  NewApiKey,
  Page,
  StuckMessage,
  SyncState,
  TagGroup,
} from './manage-types.ts'

/** Every address the page calls; a check compares them with the server's own list. */
export const ROUTES = {
  me: 'GET /api/me',
  jsSignature: 'GET /api/wecom/js-signature',
  today: 'GET /api/today',
  complete: 'POST /api/follow-ups/:id/complete',
  snooze: 'POST /api/follow-ups/:id/snooze',
  dismiss: 'POST /api/follow-ups/:id/dismiss',
  reopen: 'POST /api/follow-ups/:id/reopen',
  customers: 'GET /api/customers',
  card: 'GET /api/customers/:externalUserid',
  timeline: 'GET /api/customers/:externalUserid/timeline',
  stage: 'POST /api/customers/:externalUserid/stage',
  changeTags: 'POST /api/customers/:externalUserid/tags',
  note: 'POST /api/customers/:externalUserid/notes',
  flags: 'POST /api/customers/:externalUserid/flags',
  orders: 'GET /api/customers/:externalUserid/orders',
  addOrder: 'POST /api/customers/:externalUserid/orders',
  tags: 'GET /api/tags',
  scripts: 'GET /api/scripts',
  scriptSent: 'POST /api/scripts/:id/sent',
  members: 'GET /api/members',
  departments: 'GET /api/departments',
  targets: 'GET /api/targets',
  setTarget: 'PUT /api/targets',
  channels: 'GET /api/digest-channels',
  addChannel: 'POST /api/digest-channels',
  testChannel: 'POST /api/digest-channels/:id/test',
  deleteChannel: 'DELETE /api/digest-channels/:id',
  jobs: 'GET /api/jobs',
  runJob: 'POST /api/jobs/:name/run',
  outbox: 'GET /api/outbox',
  replayOutbox: 'POST /api/outbox/:id/replay',
  inbox: 'GET /api/inbox',
  replayInbox: 'POST /api/inbox/:id/replay',
  sync: 'GET /api/sync',
  calendar: 'GET /api/calendar',
  setCalendarDay: 'PUT /api/calendar/:day',
  apiKeys: 'GET /api/api-keys',
  addApiKey: 'POST /api/api-keys',
  deleteApiKey: 'DELETE /api/api-keys/:id',
  logout: 'POST /auth/logout',
} as const

type Wish = {
  path?: Record<string, string>
  query?: Record<string, string | number | null | undefined>
  body?: unknown
}

const call = <T>(route: keyof typeof ROUTES, wish: Wish = {}): Promise<T> => {
  const [method = '', template = ''] = ROUTES[route].split(' ')
  const path = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(wish.path?.[name] ?? ''))
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(wish.query ?? {})) {
    if (value !== null && value !== undefined && value !== '') query.set(key, String(value))
  }
  const search = query.toString()
  return send<T>(method, search === '' ? path : `${path}?${search}`, wish.body)
}

type Cursor = string | null
const of = (externalUserid: string): { externalUserid: string } => ({ externalUserid })

export const api = {
  me: () => call<Me>('me'),
  jsSignature: (url: string) => call<JsSignature>('jsSignature', { query: { url } }),
  today: () => call<Today>('today'),
  complete: (id: string, body: { evidence?: EvidenceKind; note?: string }) =>
    call<FollowUpView>('complete', { path: { id }, body }),
  snooze: (id: string, body: { until: string; reason: string }) => call<FollowUpView>('snooze', { path: { id }, body }),
  dismiss: (id: string, reason: string) => call<FollowUpView>('dismiss', { path: { id }, body: { reason } }),
  reopen: (id: string) => call<FollowUpView>('reopen', { path: { id }, body: {} }),
  customers: (query: { q?: string; stage?: string; cursor?: Cursor; limit?: number }) =>
    call<Page<CustomerRow>>('customers', { query }),
  card: (id: string) => call<Card>('card', { path: of(id) }),
  timeline: (id: string, cursor: Cursor) =>
    call<Page<TimelineEntry>>('timeline', { path: of(id), query: { limit: 20, cursor } }),
  stage: (id: string, body: { stage: string; reason?: string }) => call<Card>('stage', { path: of(id), body }),
  changeTags: (id: string, body: { add: string[]; remove: string[] }) =>
    call<Card>('changeTags', { path: of(id), body }),
  note: (id: string, body: { text: string; nextStepOn?: string }) => call<Card>('note', { path: of(id), body }),
  flags: (id: string, body: { flag: 'dnd' | 'complaint' | 'vip'; on: boolean }) =>
    call<Card>('flags', { path: of(id), body }),
  orders: (id: string, cursor: Cursor) => call<Page<OrderView>>('orders', { path: of(id), query: { cursor } }),
  addOrder: (id: string, body: OrderBody) => call<OrderView>('addOrder', { path: of(id), body }),
  tags: () => call<{ groups: TagGroup[] }>('tags'),
  scripts: (query: { q?: string; stage?: string | null; customer: string; limit?: number }) =>
    call<Page<ScriptView>>('scripts', { query }),
  scriptSent: (id: string, body: { externalUserid: string; part: number }) =>
    call<{ ok: true }>('scriptSent', { path: { id }, body }),
  members: (cursor: Cursor) => call<Page<MemberView>>('members', { query: { limit: 100, cursor } }),
  departments: () => call<{ items: Department[] } | Department[]>('departments'),
  targets: (month: string) => call<Page<Target & { name: string; actual: number }>>('targets', { query: { month } }),
  setTarget: (body: Target) => call<Target & { name: string; actual: number }>('setTarget', { body }),
  channels: () => call<Page<Channel>>('channels'),
  addChannel: (body: { name: string; url: string; scope: ChannelScope; kinds: string[]; audience: string }) =>
    call<Channel>('addChannel', { body }),
  testChannel: (id: string) => call<unknown>('testChannel', { path: { id }, body: {} }),
  deleteChannel: (id: string) => call<null>('deleteChannel', { path: { id } }),
  jobs: () => call<{ items: Job[] }>('jobs'),
  runJob: (name: string, date: string | null) =>
    call<{ name: string; date: string; status: string }>('runJob', {
      path: { name },
      body: date === null ? {} : { date },
    }),
  outbox: (status: string) => call<Page<StuckMessage>>('outbox', { query: { status } }),
  replayOutbox: (id: string) => call<unknown>('replayOutbox', { path: { id }, body: {} }),
  inbox: () => call<Page<StuckMessage>>('inbox', { query: { status: 'dead' } }),
  replayInbox: (id: string) => call<unknown>('replayInbox', { path: { id }, body: {} }),
  sync: () => call<SyncState>('sync'),
  calendar: (year: number) => call<CalendarYear>('calendar', { query: { year } }),
  setCalendarDay: (day: string, body: { kind: 'off' | 'work' | null; label: string }) =>
    call<unknown>('setCalendarDay', { path: { day }, body }),
  apiKeys: () => call<Page<ApiKey>>('apiKeys'),
  addApiKey: (body: { name: string; scopes: ApiKeyScope[] }) => call<NewApiKey>('addApiKey', { body }),
  deleteApiKey: (id: string) => call<null>('deleteApiKey', { path: { id } }),
  logout: () => call<null>('logout', { body: {} }),
}
