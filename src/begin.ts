import { randomUUID } from 'node:crypto'
import type { AppDeps } from './deps.ts'
import { calendarWarning, loadCalendar } from './features/calendar/queries.ts'
import { businessDay } from './features/calendar/zone.ts'
import { seedStarterScripts } from './features/scripts/seed-starter-scripts.ts'
import { readSetting, writeSetting } from './features/settings/queries.ts'
import { messagesFor } from './lang/lang.ts'
import { makeComingMonths } from './spine/months.ts'
import { releaseLeases } from './spine/queue.ts'

/** What every start does: the journal has its coming months, the script library is there, the first start is remembered, members are read, a year without holidays is called out. */
export const begin = async (deps: AppDeps): Promise<void> => {
  const { core, log, config } = deps
  if (deps.opened.kind === 'embedded') await releaseLeases(core.db)
  await makeComingMonths(core.db, core.now())
  await seedStarterScripts(core)
  if ((await readSetting(core.db, 'firstStartAt')) === undefined) {
    const now = core.now()
    await writeSetting(core.db, 'firstStartAt', { value: now.toISOString(), by: 'system', at: now })
  }
  await core.later(core.db, {
    kind: 'refresh-members',
    payload: { why: 'start' },
    dedupeKey: `members:start-${randomUUID()}`,
    orderKey: 'members',
  })
  const calendar = await loadCalendar(core.db)
  const warning = calendarWarning(calendar, businessDay(core.now(), config.timezone), messagesFor(core.lang))
  if (warning !== null) log.warn({ day: businessDay(core.now(), config.timezone) }, warning)
  if (deps.opened.kind === 'postgres' && config.wecom !== null && config.dataKeys === undefined) {
    log.warn('DATA_KEYS is not set: mobiles, tokens and robot addresses lie in the database as plain text')
  }
  if (config.trialClock !== null) {
    log.warn({ startsAt: config.trialClock.toISOString() }, 'TRIAL_CLOCK is set: business time is not the real time')
  }
}
