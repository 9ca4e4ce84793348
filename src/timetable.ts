import { resignHead } from './features/audit/sign-head.ts'
import { isWorkingDay } from './features/calendar/rules.ts'
import type { BusinessDay } from './features/calendar/zone.ts'
import { planDigests } from './features/digests/plan-digests.ts'
import { planReminders } from './features/digests/plan-reminders.ts'
import { pullStats } from './features/digests/pull-stats.ts'
import { isDigestDay } from './features/digests/rules.ts'
import { planBirthdays } from './features/follow-ups/plan-occasions.ts'
import { listGroups } from './features/groups/list-groups.ts'
import { planGroupDigests } from './features/groups/plan-group-digests.ts'
import { runNight } from './features/lifecycle/run-night.ts'
import { dropUnused } from './features/media/drop-unused.ts'
import { renewLately } from './features/media/renew-media.ts'
import { refreshMembers } from './features/members/refresh-members.ts'
import { runRetention } from './features/privacy/run-retention.ts'
import { fillMobileKeys } from './features/relations/mobile-keys.ts'
import { reconcileCustomers } from './features/relations/reconcile-customers.ts'
import { syncCustomers } from './features/relations/sync-customers.ts'
import { refreshTags } from './features/tags/refresh-tags.ts'
import type { JobParts } from './jobs.ts'
import { LANES } from './spine/core.ts'
import type { CatchUp, Rule } from './timetable-due.ts'

export const JOB_NAMES = [
  'lifecycle',
  'reconcile',
  'groups',
  'stats',
  'group-digest',
  'daily-reminders',
  'daily-digest',
  'weekly-digest',
  'monthly-digest',
  'sync',
  'retention',
  'media',
] as const
export type JobName = (typeof JOB_NAMES)[number]
export const isJobName = (name: string): name is JobName => JOB_NAMES.some((one) => one === name)

export type TimedJob = Rule & {
  catchUp: CatchUp
  /** For how long after its time a missed run is still worth making up for. */
  catchUpMinutes: number
  /** Times at which a day's run is done once more while it says `ready: false`: what it asked for was not there yet. */
  again?: readonly string[]
  schedule: string
  run: (parts: JobParts, day: BusinessDay) => Promise<Record<string, unknown>>
}

const everyDay = (): boolean => true
const HOUR = 60
const DAY = 24 * HOUR

/** What happens when. A name without its entry does not compile. */
export const TIMETABLE: Record<JobName, TimedJob> = {
  lifecycle: {
    at: '02:10',
    on: everyDay,
    catchUp: 'latest',
    catchUpMinutes: DAY,
    schedule: '每天 02:10',
    run: async ({ core }) => ({ ...(await runNight(core)), birthdays: await planBirthdays(core) }),
  },
  reconcile: {
    at: '03:10',
    on: everyDay,
    catchUp: 'latest',
    catchUpMinutes: 3 * HOUR,
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
  groups: {
    at: '03:40',
    on: everyDay,
    catchUp: 'latest',
    catchUpMinutes: 3 * HOUR,
    schedule: '每天 03:40',
    run: ({ core, wecom }, day) => listGroups(core, wecom.inLane('bulk'), { day }),
  },
  retention: {
    at: '04:10',
    on: everyDay,
    catchUp: 'latest',
    catchUpMinutes: 20 * HOUR,
    schedule: '每天 04:10',
    run: async ({ core }) => ({
      ...(await runRetention(core, resignHead)),
      media: await dropUnused(core),
      mobileKeys: await fillMobileKeys(core.db),
    }),
  },
  media: {
    at: '05:10',
    on: everyDay,
    catchUp: 'latest',
    catchUpMinutes: 12 * HOUR,
    schedule: '每天 05:10',
    run: ({ core, wecom }) => renewLately(core, wecom.inLane('bulk')),
  },
  stats: {
    at: '06:40',
    on: everyDay,
    // Each run brings the figures of the days before it: a day that nobody asks for is a hole in every report.
    catchUp: 'all',
    catchUpMinutes: 14 * DAY,
    again: ['07:40', '08:40', '09:40'],
    schedule: '每天 06:40',
    run: ({ core, wecom }, day) => pullStats(core, wecom.inLane('bulk'), { day }),
  },
  'group-digest': {
    at: '08:40',
    on: isWorkingDay,
    catchUp: 'latest',
    catchUpMinutes: 10 * HOUR,
    schedule: '工作日 08:40',
    run: ({ core }, day) => planGroupDigests(core, { day }),
  },
  'daily-reminders': {
    at: '08:50',
    on: isWorkingDay,
    catchUp: 'latest',
    catchUpMinutes: 10 * HOUR,
    schedule: '工作日 08:50',
    run: ({ core }, day) => planReminders(core, { day }),
  },
  'daily-digest': {
    at: '09:10',
    on: (day, calendar) => isDigestDay('daily', day, calendar),
    catchUp: 'latest',
    catchUpMinutes: 10 * HOUR,
    schedule: '工作日 09:10',
    run: ({ core }, day) => planDigests(core, { kind: 'daily', day }),
  },
  'weekly-digest': {
    at: '09:20',
    on: (day, calendar) => isDigestDay('weekly', day, calendar),
    catchUp: 'latest',
    catchUpMinutes: 2 * DAY,
    schedule: '每周一 09:20（放假顺延）',
    run: ({ core }, day) => planDigests(core, { kind: 'weekly', day }),
  },
  'monthly-digest': {
    at: '09:40',
    on: (day, calendar) => isDigestDay('monthly', day, calendar),
    catchUp: 'latest',
    catchUpMinutes: 4 * DAY,
    schedule: '每月首个工作日 09:40',
    run: ({ core }, day) => planDigests(core, { kind: 'monthly', day }),
  },
  sync: {
    at: null,
    on: everyDay,
    catchUp: 'skip',
    catchUpMinutes: 0,
    schedule: '由管理员启动',
    run: async ({ core, wecom }, day) => {
      await refreshMembers(core, wecom)
      await refreshTags(core, wecom)
      // A job of its own: a WeCom that lists no groups must not fail the customers.
      await core.later(core.db, {
        kind: 'occurrence',
        payload: { job: 'groups', day },
        dedupeKey: `occurrence:groups:sync-${day}`,
        lane: LANES.bulk,
      })
      return syncCustomers(core, wecom.inLane('bulk'), { day })
    },
  },
}
