import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CRASH_POINTS } from '../../src/spine/crash-points.ts'
import { type ChaosOptions, runChaos } from '../chaos/chaos.ts'
import { findPostgresPrograms, startCluster } from '../chaos/cluster.ts'
import { type Plan, WHOLE_PLAN } from '../chaos/places.ts'
import { isClean, renderReport } from '../chaos/report.ts'
import { ENGINES, withOwnDatabase } from '../support/store.ts'

test('no server that is built can be armed to die', () => {
  const built = readFileSync(join(import.meta.dirname, '../../dist/spine/crash-points.js'), 'utf8')
  expect(built).toMatch(/crashPoint = \(_point, _of = ''\) => \{ ?\}/)
  expect(built).not.toMatch(/process\.|SIGKILL|CHAOS_CRASH/)
})

/** The short form of `npm run chaos`: the gaps that lose or double if anything does. */
const SHORT: Plan = {
  first: ['facts:together@relation-added'],
  day: ['inbox:stored', 'events:handled', 'outbox:sent'],
  morning: ['occurrences:planned@daily-reminders', 'outbox:sent@robot-message'],
}
const seed = Number(process.env.CHAOS_SEED ?? 20_261_123)

describe.each(ENGINES)('a server that is killed again and again on %s', (engine) => {
  test('loses nothing it has acknowledged, tells nobody anything twice, and agrees with WeCom after one night', async () => {
    const play = (databaseUrl: string | null) =>
      runChaos({ databaseUrl, seed, places: SHORT, rounds: 1, events: 60, perSecond: 15, randomKills: 2 })
    const report = engine === 'embedded' ? await play(null) : await withOwnDatabase(play)
    const told = renderReport(report)
    expect(isClean(report), told).toBe(true)
    expect(report.kills, told).toBeGreaterThanOrEqual(8)
    expect(report.ledger.acknowledged.size, told).toBeGreaterThan(30)
    expect(report.reminders, told).toBeGreaterThan(0)
    expect([report.digests, report.unknown], told).toEqual([1, 1])
  }, 600_000)
})

const programs = findPostgresPrograms()

describe.runIf(ENGINES.includes('postgres') && programs !== null)('a server whose PostgreSQL is killed', () => {
  test('stays up, is back within five seconds of its database, and has lost and doubled nothing', async () => {
    const cluster = await startCluster(programs ?? '')
    try {
      const nothing: Plan = { first: [], day: [], morning: [] }
      const options: ChaosOptions = {
        ...{ databaseUrl: cluster.url, database: { cluster, kills: 3 }, seed, places: nothing, rounds: 0 },
        ...{ events: 60, perSecond: 30, randomKills: 0 },
      }
      const report = await runChaos(options)
      const told = renderReport(report)
      expect(isClean(report), told).toBe(true)
      expect(report.databaseBackMs, told).toHaveLength(3)
      expect(report.ledger.acknowledged.size, told).toBeGreaterThan(30)
    } finally {
      await cluster.close()
    }
  }, 600_000)
})

test('the long form kills at every crash point there is', () => {
  const reached = [...WHOLE_PLAN.first, ...WHOLE_PLAN.day, ...WHOLE_PLAN.morning].map((place) => place.split('@')[0])
  expect(CRASH_POINTS.filter((point) => !reached.includes(point))).toEqual([])
})
