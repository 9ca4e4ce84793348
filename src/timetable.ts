import type { Db } from './db/db.ts'
import { resignHead } from './features/audit/sign-head.ts'
import { isWorkingDay } from './features/calendar/rules.ts'
import type { BusinessDay } from './features/calendar/zone.ts'
import { planMidday, planWrapUp } from './features/digests/plan-day-messages.ts'
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
import { readSetting } from './features/settings/queries.ts'
import { DEFAULT_TIMES, type Times } from './features/settings/rules-times.ts'
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
  'midday-reminder',
  'wrap-up',
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
  /** Minutes after its time at which a day's run is done once more while it says `ready: false`: nothing was there yet. */
  again?: readonly number[]
  /** As the desk says it. */
  schedule: (at: string) => string
  run: (parts: JobParts, day: BusinessDay) => Promise<Record<string, unknown>>
}

const everyDay = (): boolean => true
const HOUR = 60
const DAY = 24 * HOUR

/** What happens when, as shipped. A name without its entry does not compile. */
export const TIMETABLE: Record<JobName, TimedJob> = {
  lifecycle: {
    at: DEFAULT_TIMES.lifecycle,
    on: everyDay,
    catchUp: 'latest',
    catchUpMinutes: DAY,
    schedule: (at) => `每天 ${at}`,
    run: async ({ core }) => ({ ...(await runNight(core)), birthdays: await planBirthdays(core) }),
  },
  reconcile: {
    at: DEFAULT_TIMES.reconcile,
    on: everyDay,
    catchUp: 'latest',
    catchUpMinutes: 3 * HOUR,
    schedule: (at) => `每天 ${at}`,
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
    schedule: (at) => `每天 ${at}`,
    run: ({ core, wecom }, day) => listGroups(core, wecom.inLane('bulk'), { day }),
  },
  retention: {
    at: '04:10',
    on: everyDay,
    catchUp: 'latest',
    catchUpMinutes: 20 * HOUR,
    schedule: (at) => `每天 ${at}`,
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
    schedule: (at) => `每天 ${at}`,
    run: ({ core, wecom }) => renewLately(core, wecom.inLane('bulk')),
  },
  stats: {
    at: DEFAULT_TIMES.stats,
    on: everyDay,
    // Each run brings the figures of the days before it: a day that nobody asks for is a hole in every report.
    catchUp: 'all',
    catchUpMinutes: 14 * DAY,
    again: [HOUR, 2 * HOUR, 3 * HOUR],
    schedule: (at) => `每天 ${at}`,
    run: ({ core, wecom }, day) => pullStats(core, wecom.inLane('bulk'), { day }),
  },
  'group-digest': {
    at: DEFAULT_TIMES['group-digest'],
    on: isWorkingDay,
    catchUp: 'latest',
    catchUpMinutes: 10 * HOUR,
    schedule: (at) => `工作日 ${at}`,
    run: ({ core }, day) => planGroupDigests(core, { day }),
  },
  'daily-reminders': {
    at: DEFAULT_TIMES['daily-reminders'],
    on: isWorkingDay,
    catchUp: 'latest',
    catchUpMinutes: 10 * HOUR,
    schedule: (at) => `工作日 ${at}`,
    run: ({ core }, day) => planReminders(core, { day }),
  },
  'daily-digest': {
    at: DEFAULT_TIMES['daily-digest'],
    on: (day, calendar) => isDigestDay('daily', day, calendar),
    catchUp: 'latest',
    catchUpMinutes: 10 * HOUR,
    schedule: (at) => `工作日 ${at}`,
    run: ({ core }, day) => planDigests(core, { kind: 'daily', day }),
  },
  'weekly-digest': {
    at: DEFAULT_TIMES['weekly-digest'],
    on: (day, calendar) => isDigestDay('weekly', day, calendar),
    catchUp: 'latest',
    catchUpMinutes: 2 * DAY,
    schedule: (at) => `每周一 ${at}（放假顺延）`,
    run: ({ core }, day) => planDigests(core, { kind: 'weekly', day }),
  },
  'monthly-digest': {
    at: DEFAULT_TIMES['monthly-digest'],
    on: (day, calendar) => isDigestDay('monthly', day, calendar),
    catchUp: 'latest',
    catchUpMinutes: 4 * DAY,
    schedule: (at) => `每月首个工作日 ${at}`,
    run: ({ core }, day) => planDigests(core, { kind: 'monthly', day }),
  },
  'midday-reminder': {
    at: DEFAULT_TIMES['midday-reminder'],
    on: isWorkingDay,
    // A word about this afternoon is none in the evening.
    catchUp: 'skip',
    catchUpMinutes: 0,
    schedule: (at) => `工作日 ${at}（在设置里打开）`,
    run: ({ core }, day) => planMidday(core, { day }),
  },
  'wrap-up': {
    at: DEFAULT_TIMES['wrap-up'],
    on: isWorkingDay,
    catchUp: 'skip',
    catchUpMinutes: 0,
    schedule: (at) => `工作日 ${at}（在设置里打开）`,
    run: ({ core }, day) => planWrapUp(core, { day }),
  },
  sync: {
    at: null,
    on: everyDay,
    catchUp: 'skip',
    catchUpMinutes: 0,
    schedule: () => '由管理员启动',
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

export type Timetable = Readonly<Record<JobName, TimedJob>>

/** With the times an admin chose. Asked at each look: a change counts from then on, on every replica. */
export const loadTimetable = async (db: Db): Promise<Timetable> => timetableAt(await readSetting(db, 'times'))

export const timetableAt = (times: Times): Timetable => {
  const chosen = new Map<string, string>(Object.entries(times))
  const entries = JOB_NAMES.map((name) => [name, { ...TIMETABLE[name], at: chosen.get(name) ?? TIMETABLE[name].at }])
  return Object.fromEntries(entries) as Record<JobName, TimedJob>
}
