import { isNull } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import type { Wecom } from '../../wecom/client-types.ts'
import { readSetting, type SettingValue, writeSetting } from '../settings/queries.ts'
import type { TagsFact } from '../tags/facts.ts'
import type { RelationsFact } from './facts.ts'
import { databaseTime } from './refresh-customer.ts'
import { saveReading } from './save-reading.ts'
import { relations } from './tables.ts'

type SyncCore = Core<RelationsFact | TagsFact>
type SyncWecom = Pick<Wecom, 'followUserids' | 'customersByUsers' | 'customerIds'>
type Progress = NonNullable<SettingValue<'sync'>>

const USERS_PER_CALL = 100
const START: Progress = {
  running: true,
  done: 0,
  total: null,
  cursor: null,
  batch: 0,
  lastError: null,
  finishedAt: null,
}

/**
 * Reads every customer of every member, page by page. The cursor is stored with each page: a killed sync goes on where
 * it was. The nightly reconcile is the same reading, after which the missing are looked at one by one.
 */
export const syncCustomers = async (core: SyncCore, wecom: SyncWecom): Promise<Progress> => {
  const stored = await readSetting(core.db, 'sync')
  let progress: Progress = stored?.running === true ? stored : START
  const userids = await wecom.followUserids()
  while (progress.batch * USERS_PER_CALL < userids.length) {
    const from = progress.batch * USERS_PER_CALL
    const startedAt = await databaseTime(core.db)
    const page = await wecom.customersByUsers(userids.slice(from, from + USERS_PER_CALL), progress.cursor)
    progress = {
      ...progress,
      done: progress.done + page.rows.length,
      cursor: page.nextCursor,
      batch: page.nextCursor === null ? progress.batch + 1 : progress.batch,
    }
    for (const { contact, follow } of page.rows) {
      await core.db.transaction((tx) => saveReading(core, tx, { contact, followers: [follow], startedAt }))
    }
    await save(core, progress)
  }
  const done = { ...progress, running: false, cursor: null, total: progress.done, finishedAt: core.now().toISOString() }
  await save(core, done)
  return done
}

const save = (core: SyncCore, value: Progress): Promise<void> =>
  writeSetting(core.db, 'sync', { value, by: 'system', at: core.now() })

/** Looks again at every friendship that only one side knows of. */
export const reconcileCustomers = async (
  core: SyncCore,
  wecom: SyncWecom,
): Promise<{ read: number; missing: number; extra: number }> => {
  const { done } = await syncCustomers(core, wecom)
  const ours = await core.db
    .select({ externalUserid: relations.externalUserid, userid: relations.userid })
    .from(relations)
    .where(isNull(relations.endedAt))
  const theirs = new Set<string>()
  for (const userid of await wecom.followUserids()) {
    for (const id of await wecom.customerIds(userid)) theirs.add(`${id} ${userid}`)
  }
  const known = new Set(ours.map((one) => `${one.externalUserid} ${one.userid}`))
  const extra = [...known].filter((pair) => !theirs.has(pair))
  const missing = [...theirs].filter((pair) => !known.has(pair))
  const stamp = core.now().getTime()
  for (const pair of [...extra, ...missing]) {
    const externalUserid = pair.split(' ')[0] ?? ''
    await core.later(core.db, {
      kind: 'refresh-customer',
      payload: { externalUserid },
      dedupeKey: `refresh:${externalUserid}:reconcile-${stamp}`,
      orderKey: externalUserid,
      lane: 2,
    })
  }
  return { read: done, missing: missing.length, extra: extra.length }
}
