import type { Calendar } from './features/calendar/rules.ts'
import { isWorkingDay } from './features/calendar/rules.ts'
import type { BusinessDay } from './features/calendar/zone.ts'
import { planDigests } from './features/digests/plan-digests.ts'
import { planReminders } from './features/digests/plan-reminders.ts'
import { pullStats } from './features/digests/pull-stats.ts'
import { isDigestDay } from './features/digests/rules.ts'
import { runNight } from './features/lifecycle/run-night.ts'
import { refreshMembers } from './features/members/refresh-members.ts'
import { reconcileCustomers } from './features/relations/reconcile-customers.ts'
import { syncCustomers } from './features/relations/sync-customers.ts'
import { refreshTags } from './features/tags/refresh-tags.ts'
import type { JobParts } from './jobs.ts'

export const JOB_NAMES = [
  'lifecycle',
  'reconcile',
  'stats',
  'daily-reminders',
  'daily-digest',
  'weekly-digest',
  'monthly-digest',
  'sync',
] as const
export type JobName = (typeof JOB_NAMES)[number]

export type TimedJob = {
  /** Business zone; null runs only when somebody asks. */
  at: string | null
  on: (day: BusinessDay, calendar: Calendar) => boolean
  /** For how long after its time a missed run is still worth making up; the latest only. */
  catchUpMinutes: number
  schedule: string
  run: (parts: JobParts, day: BusinessDay) => Promise<Record<string, unknown>>
}

const everyDay = (): boolean => true

/** What happens when. A name without its entry does not compile. */
export const TIMETABLE: Record<JobName, TimedJob> = {
  lifecycle: {
    at: '02:10',
    on: everyDay,
    catchUpMinutes: 24 * 60,
    schedule: '每天 02:10',
    run: ({ core }) => runNight(core),
  },
  reconcile: {
    at: '03:10',
    on: everyDay,
    catchUpMinutes: 3 * 60,
    schedule: '每天 03:10',
    run: ({ core, wecom }, day) =>
      reconcileCustomers(core, wecom.inLane('bulk'), {
        day,
        refreshDirectories: async () => {
          await refreshMembers(core, wecom.inLane('bulk'))
          await refreshTags(core, wecom.inLane('bulk'))
        },
      }),
  },
  stats: {
    at: '06:40',
    on: everyDay,
    catchUpMinutes: 12 * 60,
    schedule: '每天 06:40',
    run: ({ core, wecom }, day) => pullStats(core, wecom.inLane('bulk'), { day }),
  },
  'daily-reminders': {
    at: '08:50',
    on: isWorkingDay,
    catchUpMinutes: 10 * 60,
    schedule: '工作日 08:50',
    run: ({ core }, day) => planReminders(core, { day }),
  },
  'daily-digest': {
    at: '09:10',
    on: (day, calendar) => isDigestDay('daily', day, calendar),
    catchUpMinutes: 10 * 60,
    schedule: '工作日 09:10',
    run: ({ core }, day) => planDigests(core, { kind: 'daily', day }),
  },
  'weekly-digest': {
    at: '09:20',
    on: (day, calendar) => isDigestDay('weekly', day, calendar),
    catchUpMinutes: 10 * 60,
    schedule: '每周一 09:20（放假顺延）',
    run: ({ core }, day) => planDigests(core, { kind: 'weekly', day }),
  },
  'monthly-digest': {
    at: '09:40',
    on: (day, calendar) => isDigestDay('monthly', day, calendar),
    catchUpMinutes: 10 * 60,
    schedule: '每月首个工作日 09:40',
    run: ({ core }, day) => planDigests(core, { kind: 'monthly', day }),
  },
  sync: {
    at: null,
    on: everyDay,
    catchUpMinutes: 0,
    schedule: '由管理员启动',
    run: async ({ core, wecom }, day) => {
      await refreshMembers(core, wecom)
      await refreshTags(core, wecom)
      return syncCustomers(core, wecom.inLane('bulk'), { day })
    },
  },
}
