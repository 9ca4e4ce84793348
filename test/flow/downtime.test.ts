import { and, eq, gte, lte } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readGauges } from '../../src/gauges.ts'
import { occurrences } from '../../src/spine/tables.ts'
import type { JobName } from '../../src/timetable.ts'
import { worthRunning } from '../../src/timetable-due.ts'
import { startWorld, type World } from '../support/world.ts'
import { startReplica } from './replica.ts'

type JobsReply = { items: { name: string; skipped: { since: string; count: number; last: string | null } }[] }

describe('a server that was down', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-10T12:00:00+08:00', sandbox: { seed: 'empty' } })
    await world.settle()
  })
  afterAll(() => world.close())

  const isDown = async ({ from, until }: { from: string; until: string }): Promise<void> => {
    await world.to(from)
    const back = await startReplica(world, until)
    await back.settle()
    await back.stop()
  }
  /** What became of a job's runs on these days, as `done 2026-11-11`. */
  const became = async (job: JobName, first: string, last: string): Promise<string[]> => {
    const rows = await world.deps.core.db
      .select()
      .from(occurrences)
      .where(and(eq(occurrences.job, job), gte(occurrences.day, first), lte(occurrences.day, last)))
      .orderBy(occurrences.day)
    return rows.map((row) => `${row.status} ${row.day.slice(5)}`)
  }

  test('for ten minutes makes up for everything', async () => {
    await isDown({ from: '2026-11-11T08:45:00+08:00', until: '2026-11-11T08:55:00+08:00' })
    expect(await became('daily-reminders', '2026-11-11', '2026-11-11')).toEqual(['done 11-11'])
    const admin = await world.as('linyu')
    const { body } = await admin.get<JobsReply>('/api/jobs')
    expect(body.items.map((one) => one.skipped.count)).toEqual(body.items.map(() => 0))
  })

  test('for twenty-six hours makes up for the newest of each, where it is not too late', async () => {
    await isDown({ from: '2026-11-12T08:30:00+08:00', until: '2026-11-13T10:30:00+08:00' })
    const days = ['2026-11-12', '2026-11-13'] as const
    expect(await became('daily-reminders', ...days)).toEqual(['skipped 11-12', 'done 11-13'])
    expect(await became('daily-digest', ...days)).toEqual(['skipped 11-12', 'done 11-13'])
    expect(await became('lifecycle', ...days)).toEqual(['done 11-12', 'done 11-13'])
    // Comparing with WeCom belongs to the night; the next one does it.
    expect(await became('reconcile', ...days)).toEqual(['done 11-12', 'skipped 11-13'])
    expect(await became('stats', ...days)).toEqual(['done 11-12', 'done 11-13'])
  })

  test('for eight days asks for every day’s figures, sends one morning’s reminders, and shows all it left out', async () => {
    await isDown({ from: '2026-11-13T12:00:00+08:00', until: '2026-11-21T12:00:00+08:00' })
    const days = ['2026-11-14', '2026-11-21'] as const
    const each = ['14', '15', '16', '17', '18', '19', '20', '21']
    expect(await became('stats', ...days)).toEqual(each.map((day) => `done 11-${day}`))
    expect(await became('lifecycle', ...days)).toEqual([
      ...each.slice(0, -1).map((day) => `skipped 11-${day}`),
      'done 11-21',
    ])
    const reminders = ['16', '17', '18', '19', '20'].map((day) => `skipped 11-${day}`)
    expect(await became('daily-reminders', ...days)).toEqual(reminders)
    expect(await became('weekly-digest', ...days)).toEqual(['skipped 11-16'])

    const admin = await world.as('linyu')
    const { body } = await admin.get<JobsReply>('/api/jobs')
    const shown = body.items.find((one) => one.name === 'daily-reminders')?.skipped
    expect(shown).toEqual({ since: '2026-10-22', count: 6, last: '2026-11-20' })
    await readGauges(world.deps)
    const figures = await world.deps.metrics.registry.metrics()
    expect(figures).toContain('zhanggui_schedule_missed_total{job="daily-reminders"} 6')
    expect(figures).toContain('zhanggui_schedule_missed_total{job="weekly-digest"} 1')
  })

  test('lets an admin ask for a run that was left out', async () => {
    const admin = await world.as('linyu')
    const asked = await admin.post('/api/jobs/weekly-digest/run', { date: '2026-11-16' })
    expect(asked.status).toBe(202)
    await world.settle()
    expect(await became('weekly-digest', '2026-11-16', '2026-11-16')).toEqual(['done 11-16'])
  })

  test('never runs a job late that says to skip, and still runs it when the clock only ticked late', () => {
    const at = (time: string) => ({ day: '2026-11-11', at: new Date(`2026-11-11T${time}:00+08:00`) })
    const due = [at('08:00'), at('09:00')]
    const ran = (now: string) => worthRunning(due, new Date(now), { catchUp: 'skip', minutes: 600 }).size
    expect(ran('2026-11-11T09:02:00+08:00')).toBe(1)
    expect(ran('2026-11-11T09:30:00+08:00')).toBe(0)
  })
})
