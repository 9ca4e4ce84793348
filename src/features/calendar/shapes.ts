import { z } from 'zod'
import { businessDay } from '../settings/shapes.ts'

export const calendarQuery = z.object({ year: z.coerce.number().int().min(2000).max(2100) })
/** The same years as above: the database has no year 0. */
export const calendarDayParam = businessDay.refine((day) => /^20\d\d-|^2100-/.test(day), 'is not from 2000 to 2100')
export const calendarDayBody = z.object({
  /** null takes the day back to what its weekday says. */
  kind: z.enum(['off', 'work']).nullable(),
  label: z.string().trim().max(60).default(''),
})
export const calendarDay = z.object({ day: businessDay, kind: z.enum(['off', 'work']), label: z.string() })
export const calendarYear = z.object({ year: z.number().int(), official: z.boolean(), days: z.array(calendarDay) })
export type CalendarYear = z.infer<typeof calendarYear>
