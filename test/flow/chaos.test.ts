import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runChaos } from '../chaos/chaos.ts'
import { renderReport } from '../chaos/report.ts'
import { ENGINES, withOwnDatabase } from '../support/store.ts'

test('no server that is built can be armed to die', () => {
  const built = readFileSync(join(import.meta.dirname, '../../dist/spine/crash-points.js'), 'utf8')
  expect(built).toMatch(/crashPoint = \(_point\) => \{ ?\}/)
  expect(built).not.toMatch(/process\.|SIGKILL|CHAOS_CRASH/)
})

/** The short form of `npm run chaos`: the gaps that lose or double if anything does. */
const POINTS = ['inbox:stored', 'events:handled', 'outbox:sent'] as const

describe.each(ENGINES)('a server that is killed again and again on %s', (engine) => {
  test('loses nothing it has acknowledged, tells nobody anything twice, and agrees with WeCom after one night', async () => {
    const play = (databaseUrl: string | null) =>
      runChaos({ databaseUrl, seed: 20_261_123, points: POINTS, events: 60, perSecond: 15, randomKills: 2 })
    const report = engine === 'embedded' ? await play(null) : await withOwnDatabase(play)
    const told = renderReport(report)
    expect(report.lost, told).toEqual([])
    expect(report.doubled, told).toEqual([])
    expect(report.stuck, told).toEqual([])
    expect(report.differences, told).toEqual([])
    expect(report.kills, told).toBeGreaterThanOrEqual(8)
    expect(report.ledger.acknowledged.size, told).toBeGreaterThan(30)
    expect(report.reminders, told).toBeGreaterThan(0)
    expect(report.digests, told).toBe(1)
  }, 600_000)
})
