import { eq, isNull, ne } from 'drizzle-orm'
import type { AppDeps } from '../../src/deps.ts'
import { relations } from '../../src/features/relations/tables.ts'
import { relationTags } from '../../src/features/tags/tables.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { inboxEvents, outboxMessages } from '../../src/spine/tables.ts'

const STAGE_GROUP = '客户阶段'

/** Acknowledged and not to be found: must be empty. */
export const findLost = async ({ core }: AppDeps, acknowledged: ReadonlySet<string>): Promise<string[]> => {
  const rows = await core.db.select({ key: inboxEvents.key, status: inboxEvents.status }).from(inboxEvents)
  const kept = new Map(rows.map((row) => [row.key, row.status]))
  return [...acknowledged].flatMap((key) => {
    const status = kept.get(key)
    if (status === 'done') return []
    return [status === undefined ? `${key} was acknowledged and is not stored` : `${key} ended as ${status}`]
  })
}

/** What WeCom holds and what we hold, pair by pair. Empty when they agree in every mirrored field. */
export const findDifferences = async ({ core }: AppDeps, sandbox: Sandbox): Promise<string[]> => {
  const found: string[] = []
  const ours = await core.db.select().from(relations).where(isNull(relations.endedAt))
  const tagRows = await core.db.select().from(relationTags)
  const tagsOf = new Map<string, string[]>()
  for (const row of tagRows) {
    const key = `${row.userid} ${row.externalUserid}`
    tagsOf.set(key, [...(tagsOf.get(key) ?? []), row.tagId])
  }
  const known = new Map(ours.map((row) => [`${row.userid} ${row.externalUserid}`, row]))
  const theirs = [...sandbox.state.relations.values()].filter((one) => one.alive && !one.half)
  for (const one of theirs) {
    const key = `${one.userid} ${one.externalUserid}`
    const row = known.get(key)
    known.delete(key)
    if (row === undefined) {
      found.push(`${key}: alive in WeCom, unknown to us`)
      continue
    }
    if ((row.remark ?? '') !== one.remark) found.push(`${key}: remark ${row.remark} is ${one.remark} in WeCom`)
    const [mine, his] = [[...(tagsOf.get(key) ?? [])].sort(), [...one.tags].sort()]
    if (mine.join() !== his.join()) found.push(`${key}: tags ${mine.join()} are ${his.join()} in WeCom`)
    const stages = sandbox.people
      .relation(one.externalUserid, one.userid)
      ?.tags.filter((tag) => tag.group === STAGE_GROUP)
    if (stages?.length !== 1) found.push(`${key}: ${stages?.length ?? 0} stage tags`)
  }
  for (const key of known.keys()) found.push(`${key}: alive with us, over in WeCom`)
  return found
}

/** Everything a person would have got twice: reminders and digests. A welcome code works once. Must be empty. */
export const findDoubled = (sandbox: Sandbox): string[] => {
  const found: string[] = []
  for (const { userid } of sandbox.state.members.values()) {
    const reminders = sandbox.people.messagesTo(userid).filter((one) => one.msgtype === 'markdown')
    if (reminders.length > 1) found.push(`${reminders.length} reminders to ${userid} on one morning`)
  }
  for (const robot of sandbox.state.robots.values()) {
    const digests = sandbox.people.robotMessages(robot.key).length
    if (digests > 1) found.push(`${digests} digests in ${robot.name} on one morning`)
  }
  return found
}

/** Rows that nobody will work off any more and that a person would have to look at. */
export const findStuck = async ({ core }: AppDeps): Promise<string[]> => {
  const events = await core.db.select().from(inboxEvents).where(ne(inboxEvents.status, 'done'))
  const unknown = await core.db.select().from(outboxMessages).where(eq(outboxMessages.status, 'unknown'))
  const dead = await core.db.select().from(outboxMessages).where(eq(outboxMessages.status, 'dead'))
  return [
    ...events.map((row) => `event ${row.id} ${row.event} ${row.status}: ${row.lastError}`),
    ...dead.map((row) => `message ${row.id} ${row.kind} dead: ${row.lastError}`),
    ...unknown.filter((row) => row.kind !== 'robot-message').map((row) => `message ${row.id} ${row.kind} unknown`),
  ]
}
