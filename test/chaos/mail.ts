import { inArray } from 'drizzle-orm'
import type { AppDeps } from '../../src/deps.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { outboxMessages } from '../../src/spine/tables.ts'

const dayOf = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)

const twiceOf = (name: string, got: readonly { at: Date; text: string }[]): string[] => {
  const counts = new Map<string, number>()
  for (const { at, text } of got) {
    const key = `${dayOf(at)} ${text}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, times]) => times > 1)
    .map(([key, times]) => `${name}, ${times} times: ${key.slice(0, 60)}`)
}

/** What a person would have got twice: reminders, digests, welcomes. Must be empty. */
export const findDoubledMail = (sandbox: Sandbox): string[] => {
  const found: string[] = []
  for (const { userid } of sandbox.state.members.values())
    found.push(...twiceOf(`reminder to ${userid}`, sandbox.people.messagesTo(userid)))
  for (const robot of sandbox.state.robots.values())
    found.push(...twiceOf(`digest in ${robot.name}`, sandbox.people.robotMessages(robot.key)))
  // Reps say nothing in this story: every word of theirs is a welcome, and each new friendship has one code.
  const codes = new Map<string, number>()
  for (const { userid, externalUserid } of sandbox.state.welcomeCodes.values())
    codes.set(`${userid}\n${externalUserid}`, (codes.get(`${userid}\n${externalUserid}`) ?? 0) + 1)
  for (const [pair, allowed] of codes) {
    const [userid] = pair.split('\n')
    const greeted = (sandbox.state.chats.get(pair) ?? []).filter((word) => word.from === userid).length
    if (greeted > allowed) found.push(`${greeted} welcomes for ${allowed} codes: ${pair.replace('\n', ' ')}`)
  }
  return found
}

export type Mail = { reminders: number; digests: number; unknown: number; missing: string[]; surplus: string[] }

/**
 * What the outbox says against what arrived. A message that counts as sent must have arrived; a robot's may be
 * `unknown`, which a person is shown, and then it arrived once or not at all.
 */
export const compareMail = async ({ core }: AppDeps, sandbox: Sandbox, robotKey: string): Promise<Mail> => {
  const kinds = ['app-message', 'robot-message'] as const
  const rows = await core.db.select().from(outboxMessages).where(inArray(outboxMessages.kind, kinds))
  const ended = (kind: string, status: string) => rows.filter((row) => row.kind === kind && row.status === status)
  const missing: string[] = []
  const reminders = ended('app-message', 'done')
  for (const userid of new Set(reminders.map((row) => String(row.payload.userid)))) {
    const sent = reminders.filter((row) => row.payload.userid === userid).length
    const got = sandbox.people.messagesTo(userid).length
    if (got < sent) missing.push(`${sent} reminders sent to ${userid}, ${got} arrived`)
  }
  const digests = sandbox.people.robotMessages(robotKey).length
  const done = ended('robot-message', 'done').length
  const unknown = ended('robot-message', 'unknown').length
  if (digests < done) missing.push(`${done} digests sent, ${digests} arrived`)
  const surplus = digests > done + unknown ? [`${done + unknown} digests left us, ${digests} arrived`] : []
  return { reminders: reminders.length, digests, unknown, missing, surplus }
}
