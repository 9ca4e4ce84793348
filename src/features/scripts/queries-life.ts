import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lte, ne, or, type SQL } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { addDays } from '../calendar/zone.ts'
import type { ScriptPage, ScriptRow } from './queries.ts'
import { EXPIRING_DAYS, type Keeper, type ShelfName } from './rules-life.ts'
import { scripts, scriptVersions } from './tables.ts'

type Asked = {
  shelf: ShelfName
  userid: string
  /** Whoever looks after scripts sees those, and everybody's offers who looks after all; others their own. */
  keeper: Keeper
  today: string
  limit: number
  cursor: number | null
}

const own = (userid: string): SQL | undefined => and(eq(scripts.scope, 'personal'), eq(scripts.ownerUserid, userid))
const kept = ({ all, leads }: Keeper): SQL | undefined =>
  and(eq(scripts.scope, 'company'), all ? undefined : inArray(scripts.departmentId, [...leads]))
const onShelf = ({ shelf, userid, keeper, today }: Asked): SQL | undefined => {
  const inUse = isNull(scripts.retiredAt)
  const seen = or(kept(keeper), own(userid))
  if (shelf === 'retired') return and(isNotNull(scripts.retiredAt), seen)
  if (shelf === 'draft') return and(inUse, eq(scripts.state, 'draft'), kept(keeper))
  if (shelf === 'expiring') return and(inUse, lte(scripts.validUntil, addDays(today, EXPIRING_DAYS)), seen)
  const returned = and(own(userid), ne(scripts.reviewNote, ''))
  return and(
    inUse,
    or(keeper.all ? eq(scripts.state, 'review') : and(eq(scripts.state, 'review'), own(userid)), returned),
  )
}

/** In the order of their making, the longest waiting first. */
export const listShelf = async (db: Db, asked: Asked): Promise<ScriptPage> => {
  const { limit, cursor } = asked
  const rows = await db
    .select()
    .from(scripts)
    .where(and(onShelf(asked), cursor === null ? undefined : gt(scripts.id, cursor)))
    .orderBy(asc(scripts.id))
    .limit(limit + 1)
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.id) : null }
}

/** A script somebody may decide about, whoever wrote it. */
export const findOffered = async (db: Db, id: number): Promise<ScriptRow | null> => {
  const [row] = await db
    .select()
    .from(scripts)
    .where(and(eq(scripts.id, id), eq(scripts.state, 'review'), isNull(scripts.retiredAt)))
  return row ?? null
}

/** Newest first. */
export const versionsOf = (db: Db, scriptId: number) =>
  db.select().from(scriptVersions).where(eq(scriptVersions.scriptId, scriptId)).orderBy(desc(scriptVersions.version))
