export type Row = { what: string; ours: string; beside: string; ratio: number; better: 'more' | 'less' }

const HEAD = ['what', 'ours', 'measured beside it', 'ratio', ''] as const
const cells = (row: Row): string[] => [
  row.what,
  row.ours,
  row.beside,
  `${Number(row.ratio.toPrecision(row.ratio < 1 ? 2 : 3))}×`,
  row.better === 'more' ? 'more is better' : 'less is better',
]

export const renderTable = (rows: readonly Row[]): string => {
  const lines = [[...HEAD], ...rows.map(cells)]
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const text = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [text[0], widths.map((width) => '-'.repeat(width)).join('  '), ...text.slice(1)].join('\n')
}
