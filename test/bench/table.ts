/** One line of the table in test/README.md: what was wanted, what was measured in this very run, and what it means. */
export type Row = { goal: string; measured: string; verdict: string }

type Judged = { value: number; limit: number; better: 'more' | 'less'; because: string }

/** `met`, or by how much not. `because` names what the figure is bound by, for whoever reads it where it is missed. */
export const verdictOf = ({ value, limit, better, because }: Judged): string => {
  if (!Number.isFinite(value)) return `missed: not measured, because ${because}`
  const met = better === 'more' ? value >= limit : value <= limit
  if (met) return 'met'
  const by = better === 'more' ? 1 - value / limit : value / limit - 1
  const far = by > 2 ? `${Number((by + 1).toPrecision(3))} times the limit` : `${Math.max(1, Math.round(by * 100))} %`
  return `missed by ${far} because ${because}`
}

/** Of several limits on one row the first that is missed counts. */
export const firstMissed = (...all: Judged[]): string => all.map(verdictOf).find((one) => one !== 'met') ?? 'met'

/** Measured and compared with nothing: no goal was set. */
export const NO_GOAL = 'shown'

const HEAD: Row = { goal: 'goal', measured: 'measured', verdict: 'verdict' }
const COLUMNS = ['goal', 'measured', 'verdict'] as const

export const renderTable = (rows: readonly Row[]): string => {
  const lines = [HEAD, ...rows].map((row) => COLUMNS.map((column) => row[column]))
  const widths = COLUMNS.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  const text = lines.map((line) =>
    line
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [text[0], widths.map((width) => '-'.repeat(width)).join('  '), ...text.slice(1)].join('\n')
}
