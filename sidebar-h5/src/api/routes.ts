import type { TimelineFilter } from '../../../src/features/customers/rules-timeline.ts'
import type { Card, CardOpening, CustomerRow, LogReply, TimelineEntry } from '../../../src/features/customers/shapes.ts'
import type { DigestKind } from '../../../src/features/digests/rules.ts'
import type { Channel, ChannelScope } from '../../../src/features/digests/shapes.ts'
import type { DoctorReport } from '../../../src/features/doctor/shapes.ts'
import type { FeedbackReason } from '../../../src/features/feedback/rules-reasons.ts'
import type { FeedbackList } from '../../../src/features/feedback/shapes.ts'
import type { FieldKind, FieldValue } from '../../../src/features/fields/rules.ts'
import type { FieldList } from '../../../src/features/fields/shapes.ts'
import type { OutcomeKey } from '../../../src/features/follow-ups/outcomes-data.ts'
import type { EvidenceKind } from '../../../src/features/follow-ups/rules-ending.ts'
import type { FollowUpView, Heir, Today } from '../../../src/features/follow-ups/shapes.ts'
import type { GroupView } from '../../../src/features/groups/shapes.ts'
import type { Home } from '../../../src/features/home/shapes.ts'
import type { StageKey } from '../../../src/features/lifecycle/rules-model.ts'
import type { JsSignature, Me, MemberView, OwnSession } from '../../../src/features/members/shapes.ts'
import type { Duplicates } from '../../../src/features/merges/shapes.ts'
import type { EventDetail, EventRow, OutboxRowView, QueueStatus } from '../../../src/features/operations/shapes.ts'
import type { NewOpportunity, OpportunityChange, OpportunityView } from '../../../src/features/opportunities/shapes.ts'
import type { OrderBody, OrderView } from '../../../src/features/orders/shapes.ts'
import type { ReconcileView, SyncView } from '../../../src/features/relations/shapes.ts'
import type { ShelfName } from '../../../src/features/scripts/rules-life.ts'
import type {
  PartMediaReply,
  ScriptCategory,
  ScriptCheck,
  ScriptVersions,
  ScriptView,
} from '../../../src/features/scripts/shapes.ts'
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
  Settings,
  TagGroup,
} from './manage-types.ts'

/** Every address the page calls; a check compares them with the server's own list. */
export const ROUTES = {
  me: 'GET /api/me',
  jsSignature: 'GET /api/wecom/js-signature',
  home: 'GET /api/home',
  group: 'GET /api/groups/:chatId',
  groupTags: 'POST /api/groups/:chatId/tags',
  addGroupNote: 'POST /api/groups/:chatId/notes',
  deleteGroupNote: 'DELETE /api/groups/:chatId/notes/:id',
  groupDigest: 'PUT /api/groups/:chatId/digest',
  groupSent: 'POST /api/groups/:chatId/sent',
  today: 'GET /api/today',
  heirs: 'GET /api/follow-ups/:id/heirs',
  reassign: 'POST /api/follow-ups/:id/reassign',
  complete: 'POST /api/follow-ups/:id/complete',
  snooze: 'POST /api/follow-ups/:id/snooze',
  dismiss: 'POST /api/follow-ups/:id/dismiss',
  reopen: 'POST /api/follow-ups/:id/reopen',
  customers: 'GET /api/customers',
  card: 'GET /api/customers/:externalUserid',
  timeline: 'GET /api/customers/:externalUserid/timeline',
  stage: 'POST /api/customers/:externalUserid/stage',
  changeTags: 'POST /api/customers/:externalUserid/tags',
  log: 'POST /api/customers/:externalUserid/log',
  undoLog: 'POST /api/customers/:externalUserid/log/:id/undo',
  flags: 'POST /api/customers/:externalUserid/flags',
  orders: 'GET /api/customers/:externalUserid/orders',
  addOrder: 'POST /api/customers/:externalUserid/orders',
  revealMobiles: 'POST /api/customers/:externalUserid/mobiles/reveal',
  setField: 'PUT /api/customers/:externalUserid/fields/:id',
  duplicates: 'GET /api/customers/:externalUserid/duplicates',
  dismissHint: 'POST /api/customers/:externalUserid/duplicates/dismiss',
  merge: 'POST /api/customers/:externalUserid/merge',
  separate: 'POST /api/customers/:externalUserid/separate',
  fields: 'GET /api/fields',
  addField: 'POST /api/fields',
  changeField: 'PATCH /api/fields/:id',
  opportunities: 'GET /api/customers/:externalUserid/opportunities',
  addOpportunity: 'POST /api/customers/:externalUserid/opportunities',
  changeOpportunity: 'PATCH /api/opportunities/:id',
  dislikeRule: 'POST /api/rule-feedback',
  ruleFeedback: 'GET /api/rule-feedback',
  tags: 'GET /api/tags',
  scripts: 'GET /api/scripts',
  scriptSent: 'POST /api/scripts/:id/sent',
  favouriteScript: 'PUT /api/scripts/:id/favourite',
  addScript: 'POST /api/scripts',
  changeScript: 'PATCH /api/scripts/:id',
  retireScript: 'DELETE /api/scripts/:id',
  restoreScript: 'POST /api/scripts/:id/restore',
  offerScript: 'PUT /api/scripts/:id/review',
  decideScript: 'POST /api/scripts/:id/decision',
  scriptVersions: 'GET /api/scripts/:id/versions',
  checkScript: 'POST /api/scripts/check',
  partMedia: 'POST /api/scripts/:id/parts/:part/media',
  upload: 'POST /api/media',
  settings: 'GET /api/settings',
  setSetting: 'PUT /api/settings/:key',
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
  jobQueue: 'GET /api/job-queue',
  replayJob: 'POST /api/job-queue/:id/replay',
  outbox: 'GET /api/outbox',
  replayOutbox: 'POST /api/outbox/:id/replay',
  inbox: 'GET /api/inbox',
  inboxEvent: 'GET /api/inbox/:id',
  replayInbox: 'POST /api/inbox/:id/replay',
  doctor: 'GET /api/doctor',
  sync: 'GET /api/sync',
  pauseSync: 'POST /api/sync/pause',
  resumeSync: 'POST /api/sync/resume',
  reconcile: 'GET /api/reconcile',
  calendar: 'GET /api/calendar',
  setCalendarDay: 'PUT /api/calendar/:day',
  apiKeys: 'GET /api/api-keys',
  addApiKey: 'POST /api/api-keys',
  deleteApiKey: 'DELETE /api/api-keys/:id',
  sessions: 'GET /api/me/sessions',
  endSession: 'DELETE /api/me/sessions/:id',
  logout: 'POST /auth/logout',
} as const

export type LogBody = {
  outcome?: OutcomeKey
  text?: string
  nextStepOn?: string
  promise?: { on: string; at?: string }
  followUpId?: string
  stage?: string
  reason?: string
}
export type ScriptBody = {
  title: string
  category: ScriptCategory
  stages: StageKey[]
  tags: string[]
  parts: ScriptBodyPart[]
  scope: 'company' | 'personal'
  validUntil: string | null
  departmentId: number | null
  state?: 'draft' | 'live'
  allowWhy?: string
}
export type ScriptDecision =
  | { decision: 'publish'; version: number; allowWhy?: string }
  | { decision: 'return'; version: number; note: string }
export type ScriptBodyPart =
  | { type: 'text'; text: string }
  | { type: 'link'; title: string; url: string; description: string; imageUrl?: string }
  | { type: 'image' | 'file'; fileId: string }
  | { type: 'miniprogram'; appid: string; title: string; page: string; coverFileId: string }
type ScriptQuery = {
  q?: string
  stage?: string | null
  category?: ScriptCategory | ''
  scope?: 'company' | 'personal'
  list?: 'recent' | 'favourite' | ShelfName
  customer?: string
  audience?: 'group'
  limit?: number
  cursor?: Cursor
}

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
  home: () => call<Home>('home'),
  group: (chatId: string) => call<GroupView>('group', { path: { chatId } }),
  groupTags: (chatId: string, body: { add: string[]; remove: string[] }) =>
    call<GroupView>('groupTags', { path: { chatId }, body }),
  addGroupNote: (chatId: string, text: string) => call<GroupView>('addGroupNote', { path: { chatId }, body: { text } }),
  deleteGroupNote: (chatId: string, id: string) => call<GroupView>('deleteGroupNote', { path: { chatId, id } }),
  groupDigest: (chatId: string, on: boolean) => call<GroupView>('groupDigest', { path: { chatId }, body: { on } }),
  groupSent: (chatId: string, body: { scriptId: string; part: number; key: string }) =>
    call<{ ok: true }>('groupSent', { path: { chatId }, body }),
  today: (userid: string | null = null) => call<Today>('today', { query: { userid } }),
  heirs: (id: string) => call<Page<Heir>>('heirs', { path: { id } }),
  reassign: (id: string, body: { userid: string; back: boolean }) =>
    call<FollowUpView>('reassign', { path: { id }, body }),
  complete: (id: string, body: { evidence?: EvidenceKind; note?: string }) =>
    call<FollowUpView>('complete', { path: { id }, body }),
  snooze: (id: string, body: { until: string; reason: string }) => call<FollowUpView>('snooze', { path: { id }, body }),
  dismiss: (id: string, reason: string) => call<FollowUpView>('dismiss', { path: { id }, body: { reason } }),
  reopen: (id: string) => call<FollowUpView>('reopen', { path: { id }, body: {} }),
  customers: (query: { q?: string; stage?: string; cursor?: Cursor; limit?: number }) =>
    call<Page<CustomerRow>>('customers', { query }),
  card: (id: string) => call<CardOpening>('card', { path: of(id) }),
  timeline: (id: string, query: { filter: TimelineFilter; cursor: Cursor }) =>
    call<Page<TimelineEntry>>('timeline', { path: of(id), query: { limit: 20, ...query } }),
  stage: (id: string, body: { stage: string; reason?: string }) => call<Card>('stage', { path: of(id), body }),
  changeTags: (id: string, body: { add: string[]; remove: string[] }) =>
    call<Card>('changeTags', { path: of(id), body }),
  log: (id: string, body: LogBody) => call<LogReply>('log', { path: of(id), body }),
  undoLog: (id: string, log: string) => call<Card>('undoLog', { path: { ...of(id), id: log }, body: {} }),
  flags: (id: string, body: { flag: 'dnd' | 'complaint' | 'vip'; on: boolean }) =>
    call<Card>('flags', { path: of(id), body }),
  orders: (id: string, cursor: Cursor) => call<Page<OrderView>>('orders', { path: of(id), query: { cursor } }),
  addOrder: (id: string, body: OrderBody) => call<OrderView>('addOrder', { path: of(id), body }),
  revealMobiles: (id: string) => call<{ mobiles: string[] }>('revealMobiles', { path: of(id), body: {} }),
  setField: (id: string, field: string, value: FieldValue | null) =>
    call<Card>('setField', { path: { ...of(id), id: field }, body: { value } }),
  duplicates: (id: string) => call<Duplicates>('duplicates', { path: of(id) }),
  dismissHint: (id: string, other: string) => call<unknown>('dismissHint', { path: of(id), body: { other } }),
  merge: (id: string, body: { other: string; primary: 'this' | 'other' }) =>
    call<Card>('merge', { path: of(id), body }),
  separate: (id: string, other: string) => call<Card>('separate', { path: of(id), body: { other } }),
  fields: () => call<FieldList>('fields'),
  addField: (body: { name: string; kind: FieldKind; options: string[] }) => call<FieldList>('addField', { body }),
  changeField: (id: string, body: { name?: string; options?: string[]; retired?: boolean }) =>
    call<FieldList>('changeField', { path: { id }, body }),
  opportunities: (id: string) => call<{ items: OpportunityView[] }>('opportunities', { path: of(id) }),
  addOpportunity: (id: string, body: NewOpportunity) =>
    call<{ items: OpportunityView[] }>('addOpportunity', { path: of(id), body }),
  changeOpportunity: (id: string, body: OpportunityChange) =>
    call<{ items: OpportunityView[] }>('changeOpportunity', { path: { id }, body }),
  dislikeRule: (followUpId: string, reason: FeedbackReason) =>
    call<unknown>('dislikeRule', { body: { followUpId, reason } }),
  ruleFeedback: () => call<FeedbackList>('ruleFeedback'),
  tags: () => call<{ groups: TagGroup[] }>('tags'),
  scripts: (query: ScriptQuery) => call<Page<ScriptView>>('scripts', { query }),
  scriptSent: (id: string, body: { externalUserid: string; part: number; key: string; edited?: boolean }) =>
    call<{ ok: true }>('scriptSent', { path: { id }, body }),
  favouriteScript: (id: string, on: boolean) => call<{ ok: true }>('favouriteScript', { path: { id }, body: { on } }),
  addScript: (body: ScriptBody) => call<ScriptView>('addScript', { body }),
  changeScript: (id: string, body: Partial<ScriptBody>) => call<ScriptView>('changeScript', { path: { id }, body }),
  retireScript: (id: string) => call<unknown>('retireScript', { path: { id } }),
  restoreScript: (id: string) => call<unknown>('restoreScript', { path: { id }, body: {} }),
  offerScript: (id: string, on: boolean) => call<{ ok: true }>('offerScript', { path: { id }, body: { on } }),
  decideScript: (id: string, body: ScriptDecision) => call<{ ok: true }>('decideScript', { path: { id }, body }),
  scriptVersions: (id: string) => call<ScriptVersions>('scriptVersions', { path: { id } }),
  checkScript: (body: { texts: string[]; customer?: string; script?: string }) =>
    call<ScriptCheck>('checkScript', { body }),
  partMedia: (id: string, part: number, body: { stale?: string } = {}) =>
    call<PartMediaReply>('partMedia', { path: { id, part: String(part) }, body }),
  settings: () => call<Settings>('settings'),
  setSetting: <K extends keyof Settings>(key: K, value: Settings[K]) =>
    call<unknown>('setSetting', { path: { key }, body: { value } }),
  members: (cursor: Cursor) => call<Page<MemberView>>('members', { query: { limit: 100, cursor } }),
  departments: () => call<{ items: Department[] } | Department[]>('departments'),
  targets: (month: string) => call<Page<Target & { name: string; actual: number }>>('targets', { query: { month } }),
  setTarget: (body: Target) => call<Target & { name: string; actual: number }>('setTarget', { body }),
  channels: () => call<Page<Channel>>('channels'),
  addChannel: (body: {
    name: string
    url: string
    scope: ChannelScope
    kinds: DigestKind[]
    audience: 'managers' | 'team'
  }) => call<Channel>('addChannel', { body }),
  testChannel: (id: string) => call<unknown>('testChannel', { path: { id }, body: {} }),
  deleteChannel: (id: string) => call<null>('deleteChannel', { path: { id } }),
  jobs: () => call<{ items: Job[] }>('jobs'),
  runJob: (name: string, date: string | null) =>
    call<{ name: string; date: string; status: string }>('runJob', {
      path: { name },
      body: date === null ? {} : { date },
    }),
  jobQueue: () => call<Page<OutboxRowView>>('jobQueue'),
  replayJob: (id: string) => call<unknown>('replayJob', { path: { id }, body: {} }),
  outbox: (status: QueueStatus) => call<Page<OutboxRowView>>('outbox', { query: { status } }),
  replayOutbox: (id: string) => call<unknown>('replayOutbox', { path: { id }, body: {} }),
  inbox: (query: { status?: QueueStatus | 'trouble' | ''; type?: string; q?: string; cursor?: Cursor }) =>
    call<Page<EventRow>>('inbox', { query }),
  inboxEvent: (id: string) => call<EventDetail>('inboxEvent', { path: { id } }),
  doctor: () => call<DoctorReport>('doctor'),
  replayInbox: (id: string) => call<unknown>('replayInbox', { path: { id }, body: {} }),
  sync: () => call<SyncView>('sync'),
  pauseSync: () => call<SyncView>('pauseSync', { body: {} }),
  resumeSync: () => call<SyncView>('resumeSync', { body: {} }),
  reconcile: (limit: number) => call<Page<ReconcileView>>('reconcile', { query: { limit } }),
  calendar: (year: number) => call<CalendarYear>('calendar', { query: { year } }),
  setCalendarDay: (day: string, body: { kind: 'off' | 'work' | null; label: string }) =>
    call<unknown>('setCalendarDay', { path: { day }, body }),
  apiKeys: () => call<Page<ApiKey>>('apiKeys'),
  addApiKey: (body: { name: string; scopes: ApiKeyScope[] }) => call<NewApiKey>('addApiKey', { body }),
  deleteApiKey: (id: string) => call<{ ok: true }>('deleteApiKey', { path: { id } }),
  sessions: () => call<Page<OwnSession>>('sessions'),
  endSession: (id: string) => call<{ ok: true }>('endSession', { path: { id } }),
  logout: () => call<null>('logout', { body: {} }),
}
