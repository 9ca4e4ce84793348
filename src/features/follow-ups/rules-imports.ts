import { type Calendar, nextWorkingDay } from '../calendar/rules.ts'
import type { BusinessDay } from '../calendar/zone.ts'

/** Old customers a rep is asked to look after anew on one working day, and for how many days to come. */
export const IMPORTS_PER_DAY = 10
export const IMPORT_DAYS = 60

/**
 * The days on which the cadences of a rep's imported customers begin: ten a working day, so that a first sync is a
 * list that ends every morning and not a flood. Asked with the place (from 0) of the customer among the rep's; null
 * beyond the horizon, where the nightly rules take over.
 */
export const importAnchors = (today: BusinessDay, calendar: Calendar): ((place: number) => BusinessDay | null) => {
  const days = [today]
  return (place) => {
    const wanted = Math.floor(place / IMPORTS_PER_DAY)
    if (wanted >= IMPORT_DAYS) return null
    while (days.length <= wanted) days.push(nextWorkingDay(days.at(-1) ?? today, calendar))
    return days[wanted] ?? null
  }
}
