import type { ChaosReport } from './chaos.ts'

const SHOWN = 10

const problemsOf = (report: ChaosReport): [string, readonly string[]][] => [
  ['acknowledged and lost', report.lost],
  ['received twice', report.doubled],
  ['stuck', report.stuck],
  ['different from WeCom after one reconcile', report.differences],
]

export const isClean = (report: ChaosReport): boolean => problemsOf(report).every(([, found]) => found.length === 0)

export const renderReport = (report: ChaosReport): string => {
  const { ledger, kills, hit } = report
  const lines = [
    `${ledger.acknowledged.size} events acknowledged in ${ledger.attempts} attempts, ${ledger.doubled} sent twice, ${ledger.givenUp} given up by the sender`,
    `${kills} kills; at named points: ${[...hit].map(([point, times]) => `${point} ×${times}`).join(', ') || 'none'}`,
    `${report.reminders} reminders and ${report.digests} digest in the morning that every restart lived through again`,
    `slowest acknowledgement ${Math.round(ledger.slowestAckMs)} ms, ${Math.round(report.seconds)} s in all`,
    ...problemsOf(report).map(([name, found]) => `${name}: ${found.length}`),
    ...problemsOf(report).flatMap(([name, found]) => found.slice(0, SHOWN).map((one) => `  ${name}: ${one}`)),
  ]
  return lines.join('\n')
}
