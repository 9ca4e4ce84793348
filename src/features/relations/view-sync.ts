import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { langFor } from '../../lang/lang.ts'
import { syncWords } from '../../lang/sync.ts'
import { explain } from '../../wecom/errcodes-data.ts'
import { customers } from '../customers/tables.ts'
import { groupChats } from '../groups/tables.ts'
import { departments, members } from '../members/tables.ts'
import { tagGroups, tags } from '../tags/tables.ts'
import { DIFFERENCE_KINDS, type DifferenceKind, type Example } from './rules-differences.ts'
import { estimatedEnd, perMinute } from './rules-sync.ts'
import type { ReconcileView, SyncView } from './shapes.ts'
import { relations, syncBatches, syncDifferences, syncRuns, syncSkips } from './tables.ts'

type Run = typeof syncRuns.$inferSelect
type Skips = (typeof syncSkips.$inferSelect)[]

const IDLE: SyncView = {
  state: 'idle',
  startedAt: null,
  endedAt: null,
  done: 0,
  total: null,
  perMinute: null,
  estimatedEndAt: null,
  pages: 0,
  skipped: [],
  lastError: null,
}

/** How far the newest sync is. Speed is that of its present leg: since it was started, resumed or taken over. */
export const viewSync = async (db: Db, { now, lang }: { now: Date; lang: string }): Promise<SyncView> => {
  const [run] = await db.select().from(syncRuns).where(eq(syncRuns.kind, 'sync')).orderBy(desc(syncRuns.id)).limit(1)
  if (run === undefined) return IDLE
  const { rows: done, pages, seconds } = await measure(db, run)
  const skips = await db.select().from(syncSkips).where(eq(syncSkips.runId, run.id))
  const total = run.planned ? Math.max(run.listed, done) : null
  const speed = run.state === 'running' ? perMinute(done - run.legDone, seconds) : null
  return {
    state: run.state,
    startedAt: run.startedAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    done,
    total,
    perMinute: speed,
    estimatedEndAt: estimatedEnd(now, { done, total, perMinute: speed })?.toISOString() ?? null,
    pages,
    skipped: viewSkips(skips, lang),
    lastError: viewError(run, lang),
  }
}

const measure = async (db: Db, run: Run): Promise<{ rows: number; pages: number; seconds: number }> => {
  const [row] = await rowsOf<{ rows: string; pages: string; seconds: string }>(
    db,
    sql`select coalesce(sum(${syncBatches.done}), 0) as rows, coalesce(sum(${syncBatches.pages}), 0) as pages,
          extract(epoch from clock_timestamp() - ${run.legAt.toISOString()}::timestamptz) as seconds
        from ${syncBatches} where ${syncBatches.runId} = ${run.id}`,
  )
  return { rows: Number(row?.rows ?? 0), pages: Number(row?.pages ?? 0), seconds: Number(row?.seconds ?? 0) }
}

const explained = (errcode: number, lang: string): string => explain(errcode, langFor(lang) === 'en' ? 'en' : 'zh')

const viewSkips = (skips: Skips, lang: string): SyncView['skipped'] =>
  skips.map(({ reason, errcode, count, example }) => ({
    reason,
    errcode: errcode === 0 ? null : errcode,
    explanation: errcode === 0 ? null : explained(errcode, lang),
    count,
    example,
  }))

const viewError = ({ errcode, error }: Run, lang: string): SyncView['lastError'] => {
  if (error === null) return null
  if (errcode !== null) return { errcode, explanation: explained(errcode, lang) }
  const words = syncWords(lang)
  return { errcode, explanation: error.startsWith('WeCom is not reachable') ? words.unreachable : words.inside }
}

export type ReportPage = { limit: number; before: number | null; lang: string }

/** The newest comparisons, with the names of what they are about as they stand today. */
export const viewReconciles = async (db: Db, page: ReportPage): Promise<ReconcileView[]> => {
  const older = page.before === null ? undefined : lt(syncRuns.id, page.before)
  const runs = await db
    .select()
    .from(syncRuns)
    .where(and(eq(syncRuns.kind, 'reconcile'), older))
    .orderBy(desc(syncRuns.id))
    .limit(page.limit)
  const ids = runs.map((run) => run.id)
  if (ids.length === 0) return []
  const differences = await db.select().from(syncDifferences).where(inArray(syncDifferences.runId, ids))
  const skips = await db.select().from(syncSkips).where(inArray(syncSkips.runId, ids))
  const names = await namesOf(db, differences)
  return Promise.all(
    runs.map(async (run) => ({
      id: String(run.id),
      day: run.day,
      state: run.state,
      startedAt: run.startedAt.toISOString(),
      endedAt: run.endedAt?.toISOString() ?? null,
      read: (await measure(db, run)).rows,
      differences: DIFFERENCE_KINDS.flatMap((kind) =>
        differences
          .filter((one) => one.runId === run.id && one.kind === kind)
          .map(({ count, examples }) => ({ kind, count, examples: examples.map((one) => names(kind, one)) })),
      ),
      skipped: viewSkips(
        skips.filter((one) => one.runId === run.id),
        page.lang,
      ),
      lastError: viewError(run, page.lang),
    })),
  )
}

type Named = ReconcileView['differences'][number]['examples'][number]

type Reported = { kind: DifferenceKind; examples: readonly Example[] }

/** Of departments and groups by kind: a department's number may be somebody's userid too. */
const placesOf = async (db: Db, reported: readonly Reported[]): Promise<Map<string, string | null>> => {
  const idsOf = (kind: DifferenceKind) =>
    reported.flatMap((one) => (one.kind === kind ? one.examples.flatMap(({ id }) => id ?? []) : []))
  const [units, chats] = [idsOf('department').map(Number), idsOf('group')]
  const rows = [
    ...(await db.select().from(departments).where(inArray(departments.id, units))).map(
      ({ id, name }) => [`department:${id}`, name] as const,
    ),
    ...(await db.select().from(groupChats).where(inArray(groupChats.chatId, chats))).map(
      ({ chatId, name }) => [`group:${chatId}`, name] as const,
    ),
  ]
  return new Map(rows)
}

const namesOf = async (
  db: Db,
  reported: readonly Reported[],
): Promise<(kind: DifferenceKind, one: Example) => Named> => {
  const places = await placesOf(db, reported)
  const examples = reported.flatMap((one) => one.examples)
  const people = examples.flatMap((one) => one.externalUserid ?? [])
  const others = examples.flatMap((one) => [one.id ?? [], one.userid?.toLowerCase() ?? []].flat())
  const known = new Map<string, string | null>()
  if (people.length > 0) {
    const rows = await db
      .select({ id: customers.externalUserid, name: customers.name, remark: relations.remark })
      .from(customers)
      .leftJoin(relations, eq(relations.externalUserid, customers.externalUserid))
      .where(inArray(customers.externalUserid, people))
    for (const row of rows) known.set(row.id, row.remark || row.name || (known.get(row.id) ?? null))
  }
  if (others.length > 0) {
    const staff = await db
      .select({ id: members.useridLower, name: members.name })
      .from(members)
      .where(inArray(members.useridLower, others))
    const words = await db.select({ id: tags.id, name: tags.name }).from(tags).where(inArray(tags.id, others))
    const groups = await db
      .select({ id: tagGroups.id, name: tagGroups.name })
      .from(tagGroups)
      .where(inArray(tagGroups.id, others))
    for (const { id, name } of [...staff, ...words, ...groups]) known.set(id, name)
  }
  const nameOf = (id: string | undefined): string | null => (id === undefined ? null : (known.get(id) ?? null))
  return (kind, { externalUserid, userid, id }) => ({
    externalUserid: externalUserid ?? null,
    userid: userid ?? null,
    name:
      kind === 'department' || kind === 'group' ? (places.get(`${kind}:${id}`) ?? null) : nameOf(externalUserid ?? id),
    memberName: nameOf(userid?.toLowerCase()),
  })
}
