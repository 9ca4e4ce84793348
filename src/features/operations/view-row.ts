import { langFor } from '../../lang/lang.ts'
import { queueWords } from '../../lang/queues.ts'
import type { inboxEvents, jobs, outboxMessages } from '../../spine/tables.ts'
import { explain } from '../../wecom/errcodes-data.ts'
import type { JobDesk } from './job-desk.ts'
import type { JobView, OutboxRowView, QueueRowView } from './shapes.ts'

type Problem = { errcode: number | null; lastError: string | null }
type Row = Pick<
  typeof inboxEvents.$inferSelect,
  'id' | 'lane' | 'status' | 'attempts' | 'errcode' | 'lastError' | 'createdAt' | 'endedAt'
>

/** A code is explained; a text of ours is said in the reader's language; anything else is shown as it is. */
const explanationOf = (row: Problem, lang: string): string | null => {
  if (row.errcode !== null) return explain(row.errcode, langFor(lang) === 'en' ? 'en' : 'zh')
  return row.lastError === null ? null : queueWords(lang).reason(row.lastError)
}

export const viewRow = (named: { kind: string; word: string }, row: Row, lang: string): QueueRowView => ({
  id: String(row.id),
  ...named,
  lane: row.lane,
  status: row.status,
  attempts: row.attempts,
  errcode: row.errcode,
  explanation: explanationOf(row, lang),
  createdAt: row.createdAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
})

export const viewJob = (row: typeof jobs.$inferSelect, lang: string): QueueRowView =>
  viewRow({ kind: row.kind, word: queueWords(lang).job(row.kind) }, row, lang)

export const viewMessage = (row: typeof outboxMessages.$inferSelect, lang: string): OutboxRowView => ({
  ...viewRow({ kind: row.kind, word: queueWords(lang).message(row.kind) }, row, lang),
  cause: row.cause === null ? null : String(row.cause),
})

/** With what it is about: the day's job of that name, where it is one. */
export const viewJobRow = (row: typeof jobs.$inferSelect, lang: string): OutboxRowView => ({
  ...viewJob(row, lang),
  cause: row.cause === null ? null : String(row.cause),
})

type Timed = Awaited<ReturnType<JobDesk['list']>>[number]

export const viewTimedJob = ({ last, ...job }: Timed, lang: string): JobView => {
  if (last === null) return { ...job, last }
  const { problem, ...rest } = last
  const why = problem === null ? null : explanationOf({ errcode: problem.errcode, lastError: problem.error }, lang)
  return { ...job, last: { ...rest, problem: why } }
}
