import { eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { CHINA_HOLIDAYS } from './holidays-data.ts'
import type { DayKind } from './rules.ts'
import { calendarDays } from './tables.ts'
import type { BusinessDay } from './zone.ts'

export type SetCalendarDay = { day: BusinessDay; kind: DayKind | null; label: string; userid: string }

export const setCalendarDay = async (core: Core, { day, kind, label, userid }: SetCalendarDay): Promise<void> => {
  await core.db.transaction(async (tx) => {
    // A day we ship needs a row that takes it back; any other one is plain as soon as its row is gone.
    const shipped = CHINA_HOLIDAYS.some((one) => one.day === day)
    if (kind === null && !shipped) {
      await tx.delete(calendarDays).where(eq(calendarDays.day, day))
    } else {
      const row = { kind: kind ?? ('plain' as const), label, setBy: userid, setAt: core.now() }
      await tx
        .insert(calendarDays)
        .values({ day, ...row })
        .onConflictDoUpdate({ target: calendarDays.day, set: row })
    }
    await core.audit(tx, { actor: userid, action: 'calendar-changed', object: day, data: { kind: kind ?? 'plain' } })
  })
}
