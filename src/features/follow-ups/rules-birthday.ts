import { addDays, type BusinessDay } from '../calendar/zone.ts'

/** How many days before a birthday its first step comes: whoever looks ahead must look so far. */
export const BIRTHDAY_AHEAD = 3

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** The day it is kept in a year. Born on the last day of February, people keep the 28th where there is no 29th. */
export const birthdayIn = (bornOn: BusinessDay, year: number): BusinessDay => {
  const day = bornOn.slice(5, 10)
  return `${year}-${day === '02-29' && !isLeap(year) ? '02-28' : day}`
}

/** The next one, `today` included. */
export const nextBirthday = (bornOn: BusinessDay, today: BusinessDay): BusinessDay => {
  const year = Number(today.slice(0, 4))
  const thisYear = birthdayIn(bornOn, year)
  return thisYear < today ? birthdayIn(bornOn, year + 1) : thisYear
}

/** 'MM-DD' of everybody whose birthday is kept on `today` or in the days for which its first step is due. */
export const birthdaysAhead = (today: BusinessDay): string[] =>
  Array.from({ length: BIRTHDAY_AHEAD + 1 }, (_, index) => addDays(today, index)).flatMap((day) => {
    const isLast = day.endsWith('-02-28') && !isLeap(Number(day.slice(0, 4)))
    return isLast ? ['02-28', '02-29'] : [day.slice(5)]
  })
