export const SKIP_REASONS = ['unlicensed', 'no-permission', 'member-gone', 'contact-vanished', 'page-refused'] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

/** What to do about a refusal of a list or a page: stop the run, wait and ask again, or leave something out. */
export type Verdict = { kind: 'stop' } | { kind: 'wait' } | { kind: 'skip'; reason: SkipReason }

const OF_MEMBER: Readonly<Record<number, SkipReason>> = {
  40003: 'member-gone',
  60111: 'member-gone',
  46004: 'member-gone',
  60011: 'no-permission',
  50002: 'no-permission',
  40098: 'no-permission',
  41054: 'no-permission',
  84074: 'no-permission',
  84083: 'no-permission',
  301002: 'unlicensed',
  701008: 'unlicensed',
  701099: 'unlicensed',
}

/** `klass` is what the code table says of a refusal. A code about one member never stops the others. */
export const judgeRefusal = ({ errcode, klass }: { errcode: number; klass: string }): Verdict => {
  const reason = OF_MEMBER[errcode]
  if (reason !== undefined) return { kind: 'skip', reason }
  if (klass === 'retry' || klass === 'wait-window') return { kind: 'wait' }
  if (klass === 'fix-config' || klass === 'refresh-token') return { kind: 'stop' }
  return { kind: 'skip', reason: 'page-refused' }
}

export const PAGE_ROWS = 100
const MEMBERS_PER_BATCH = 100
const PAGES_AT_LEAST = 5
const PAGES_AT_MOST = 50
const BATCHES_WANTED = 16

export type Counted = { userid: string; customers: number }

/**
 * Members into batches of one cursor each. Pages of one batch come one after the other, batches run side by side: so
 * many that the calls allowed at once are all in use, so few that half-empty last pages cost next to nothing.
 */
export const packBatches = (members: readonly Counted[]): string[][] => {
  const total = members.reduce((sum, one) => sum + one.customers, 0)
  const pages = Math.min(PAGES_AT_MOST, Math.max(PAGES_AT_LEAST, Math.ceil(total / PAGE_ROWS / BATCHES_WANTED)))
  const batches: { userids: string[]; customers: number }[] = []
  for (const { userid, customers } of members) {
    if (customers === 0) continue
    const last = batches.at(-1)
    const fits =
      last !== undefined && last.userids.length < MEMBERS_PER_BATCH && last.customers + customers <= pages * PAGE_ROWS
    if (fits) {
      last.userids.push(userid)
      last.customers += customers
    } else batches.push({ userids: [userid], customers })
  }
  return batches.map((one) => one.userids)
}

/** Rows a minute since the leg began; null before there is anything to measure. */
export const perMinute = (rows: number, seconds: number): number | null =>
  rows > 0 && seconds >= 1 ? Math.round((rows / seconds) * 60) : null

export const estimatedEnd = (
  now: Date,
  facts: { done: number; total: number | null; perMinute: number | null },
): Date | null => {
  if (facts.total === null || facts.perMinute === null || facts.perMinute === 0) return null
  const left = Math.max(0, facts.total - facts.done)
  return new Date(now.getTime() + (left / facts.perMinute) * 60_000)
}

/** Pages a night may cost: a small part of the hour's 150,000 calls. */
export const NIGHT_PAGES = 10_000

/** In how many nights every field is compared once: in one, until the company outgrows a night's pages. */
export const nightsForAll = (relations: number): number => Math.max(1, Math.ceil(relations / PAGE_ROWS / NIGHT_PAGES))

/** Whether a member's customers are compared field by field tonight. */
export const isTonight = (userid: string, { dayNumber, nights }: { dayNumber: number; nights: number }): boolean => {
  let hash = 0
  for (const letter of userid.toLowerCase()) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003
  return hash % nights === dayNumber % nights
}
