import { eq } from 'drizzle-orm'
import type { Db } from '../../src/db/db.ts'
import { customers } from '../../src/features/customers/tables.ts'
import { followUps } from '../../src/features/follow-ups/tables.ts'
import { departments, members } from '../../src/features/members/tables.ts'
import { relations } from '../../src/features/relations/tables.ts'
import type { AnyFact, Core, Together } from '../../src/spine/core.ts'
import { appendFact, appendFacts } from '../../src/spine/journal.ts'
import { enqueueJob, enqueueMessage, enqueueMessages } from '../../src/spine/outbox.ts'
import { facts, outboxMessages } from '../../src/spine/tables.ts'

export const at = (text: string): Date => new Date(`${text}+08:00`)

/** A core over a test database whose business time the test sets; nothing reacts to what is recorded. */
export const coreAt = (db: Db, moment: string): Core<AnyFact> & Together<AnyFact> => {
  const now = at(moment)
  return {
    db,
    now: () => now,
    zone: 'Asia/Shanghai',
    lang: 'zh-CN',
    publicUrl: 'https://crm.example.com',
    record: async (tx, fact) => (await appendFact(tx, fact, now)).id,
    recordMany: async (tx, list) => (await appendFacts(tx, list, now)).map((fact) => fact.id),
    send: enqueueMessage,
    sendMany: enqueueMessages,
    later: enqueueJob,
    audit: async () => {},
  }
}

/** 总部 with 一组 (王敏, 李强) and 二组 (陈晨). */
export const seedTeam = async (db: Db): Promise<void> => {
  await db.insert(departments).values([
    { id: 1, name: '总部', parentId: 0 },
    { id: 2, name: '一组', parentId: 1 },
    { id: 3, name: '二组', parentId: 1 },
  ])
  const seenAt = at('2026-11-01T09:00:00')
  const person = (userid: string, name: string, department: number) => ({
    userid,
    useridLower: userid.toLowerCase(),
    name,
    departmentIds: [department],
    hasCustomerContact: true,
    seenAt,
  })
  await db
    .insert(members)
    .values([person('WangMin', '王敏', 2), person('LiQiang', '李强', 2), person('ChenChen', '陈晨', 3)])
}

export const seedCustomer = async (
  db: Db,
  externalUserid: string,
  { userid, name, addedAt = '2026-10-01T10:00:00' }: { userid: string; name: string; addedAt?: string },
): Promise<void> => {
  const added = at(addedAt)
  const times = { stageSince: added, firstAddedAt: added, observedSince: added }
  await db
    .insert(customers)
    .values({ externalUserid, name, stage: 'lead', ...times })
    .onConflictDoNothing()
  await db.insert(relations).values({ externalUserid, userid, addedAt: added })
}

type DueFollowUp = { userid: string; dueOn: string; status?: 'open' | 'done' | 'cancelled'; onTime?: boolean }

export const seedFollowUp = async (
  db: Db,
  externalUserid: string,
  { userid, dueOn, status = 'open', onTime = false }: DueFollowUp,
): Promise<void> => {
  await db.insert(followUps).values({
    planKey: `${externalUserid}/${userid}/${dueOn}/${status}`,
    externalUserid,
    userid,
    cadence: 'intent',
    reasonKey: 'intent-d1',
    kindOfTask: 'wechat',
    dueOn,
    dueAt: at(`${dueOn}T09:30:00`),
    status,
    onTime,
    proven: onTime,
    createdAt: at('2026-11-01T09:00:00'),
  })
}

export const factsOf = (db: Db, kind: string) => db.select().from(facts).where(eq(facts.kind, kind)).orderBy(facts.id)

export const messagesIn = async (db: Db): Promise<{ key: string; payload: Record<string, unknown> }[]> => {
  const rows = await db.select().from(outboxMessages).orderBy(outboxMessages.id)
  return rows.map((row) => ({ key: row.occurrenceKey, payload: row.payload }))
}
