import { sql } from 'drizzle-orm'
import { rowsOf } from '../../src/db/db.ts'
import type { AppDeps } from '../../src/deps.ts'
import type { Company } from './company.ts'
import { compareMail, findDoubledMail } from './mail.ts'
import { findDifferences, findDoubledFacts, findLost, findStuck } from './verdict.ts'

export type Verdict = {
  lost: string[]
  doubled: string[]
  stuck: string[]
  differences: string[]
  reminders: number
  digests: number
  /** Digests of which nobody knows whether they arrived: shown to people, never sent again. */
  unknown: number
}

/** The night after the last morning of any run. */
const NIGHT = '2027-03-01'
/** A hundred thousand events leave work for minutes. */
const REST_MS = 20 * 60_000

/** What was leased by a killed process comes due half a minute later, and a busy machine needs its time. */
const comeToRest = async ({ workers, opened }: AppDeps): Promise<void> => {
  const deadline = performance.now() + REST_MS
  while (performance.now() < deadline) {
    await opened.db.execute(sql`update jobs set run_at = now() where status = 'waiting'`)
    await opened.db.execute(sql`update outbox_messages set run_at = now() where status = 'waiting'`)
    const rested = await workers.settle().then(
      () => true,
      () => false,
    )
    const [row] = await rowsOf<{ left: number | string }>(
      opened.db,
      sql`select (select count(*) from jobs where status = 'waiting')
        + (select count(*) from inbox_events where status = 'waiting')
        + (select count(*) from outbox_messages where status = 'waiting') as left`,
    )
    if (rested && Number(row?.left) === 0) return
  }
}

/** Longer than a friendship counts as too young to be missed: WeCom itself may not show it for a minute. */
const UNTIL_NIGHT_MS = 3 * 60_000

const inHouse = async <T>(company: Company, work: (deps: AppDeps) => Promise<T>): Promise<T> => {
  await company.letLeasesLapse()
  const house = await company.openHouse()
  try {
    return await work(house.deps)
  } finally {
    await house.close()
  }
}

/** What is left is worked off, one night compares, and then both sides are held against each other. */
export const judge = async (
  company: Company,
  ledger: { acknowledged: ReadonlySet<string>; spoken: ReadonlySet<string> },
): Promise<Verdict> => {
  const { sandbox } = company
  const lost = await inHouse(company, async (deps) => {
    await comeToRest(deps)
    return findLost(deps, ledger)
  })
  company.moveTo(new Date(company.now().getTime() + UNTIL_NIGHT_MS).toISOString())
  return inHouse(company, async (deps) => {
    await deps.desk.run('reconcile', NIGHT, 'linyu')
    await comeToRest(deps)
    const { missing, surplus, ...mail } = await compareMail(deps, sandbox, company.robotKey)
    return {
      ...mail,
      lost: [...lost, ...missing],
      doubled: [...findDoubledMail(sandbox), ...surplus, ...(await findDoubledFacts(deps))],
      stuck: await findStuck(deps),
      differences: await findDifferences(deps, sandbox),
    }
  })
}
