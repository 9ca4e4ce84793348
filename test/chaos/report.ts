import type { ChaosReport } from './chaos.ts'
import { BACK_WITHIN_MS } from './database-killer.ts'

const SHOWN = 10

const problemsOf = (report: ChaosReport): [string, readonly string[]][] => [
  ['acknowledged and lost', report.lost],
  ['received twice', report.doubled],
  ['stuck', report.stuck],
  ['different from WeCom after one reconcile', report.differences],
  ['places at which the process did not die often enough', report.missed],
  [
    `back later than ${BACK_WITHIN_MS} ms after its database`,
    report.databaseBackMs.filter((ms) => ms > BACK_WITHIN_MS).map((ms) => `${Math.round(ms)} ms`),
  ],
]

export const isClean = (report: ChaosReport): boolean => problemsOf(report).every(([, found]) => found.length === 0)

export const renderReport = (report: ChaosReport): string => {
  const { ledger, kills, hit, databaseBackMs: back } = report
  const times = [...hit.values()]
  const lines = [
    `${ledger.acknowledged.size} events acknowledged in ${ledger.attempts} attempts, ${ledger.doubled} sent twice, ${ledger.givenUp} given up by the sender`,
    `${kills} kills; died at ${hit.size} named places, each at least ${Math.min(...times, Number.POSITIVE_INFINITY)} times: ${[...hit].map(([place, n]) => `${place} ×${n}`).join(', ') || 'none'}`,
    `database killed ${back.length} times${back.length === 0 ? '' : `, service back after it in at most ${Math.round(Math.max(...back))} ms in the same process`}`,
    `${report.reminders} reminders and ${report.digests} digests on the mornings that every restart lived through again, ${report.unknown} digests shown as unknown`,
    `slowest acknowledgement ${Math.round(ledger.slowestAckMs)} ms, ${Math.round(report.seconds)} s in all`,
    ...problemsOf(report).map(([name, found]) => `${name}: ${found.length}`),
    ...problemsOf(report).flatMap(([name, found]) => found.slice(0, SHOWN).map((one) => `  ${name}: ${one}`)),
    isClean(report) ? 'verdict: met' : 'verdict: missed',
  ]
  return lines.join('\n')
}
