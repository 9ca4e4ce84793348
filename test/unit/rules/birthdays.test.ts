import { describe, expect, it } from 'vitest'
import { birthdayIn, birthdaysAhead, nextBirthday } from '../../../src/features/follow-ups/rules-birthday.ts'

describe('a birthday', () => {
  it.each([
    ['that is today', '1990-11-24', '2026-11-24', '2026-11-24'],
    ['that is to come this year', '1990-12-01', '2026-11-24', '2026-12-01'],
    ['that was yesterday comes next year', '1990-11-23', '2026-11-24', '2027-11-23'],
    ['after the turn of the year', '1990-01-02', '2026-12-31', '2027-01-02'],
    ['on the last day of February where there is no 29th', '1992-02-29', '2027-02-01', '2027-02-28'],
    ['on the 29th where there is one', '1992-02-29', '2028-02-01', '2028-02-29'],
    ['on the 29th of a year that had none, the day after', '1992-02-29', '2027-03-01', '2028-02-29'],
  ])('%s', (_name, bornOn, today, expected) => {
    expect(nextBirthday(bornOn, today)).toBe(expected)
  })

  it('of a century year without a leap day is kept on the 28th', () => {
    expect(birthdayIn('1992-02-29', 2100)).toBe('2100-02-28')
    expect(birthdayIn('1992-02-29', 2000)).toBe('2000-02-29')
  })

  it('is looked for three days ahead, over the turn of a year and the end of February', () => {
    expect(birthdaysAhead('2026-12-30')).toEqual(['12-30', '12-31', '01-01', '01-02'])
    expect(birthdaysAhead('2027-02-26')).toEqual(['02-26', '02-27', '02-28', '02-29', '03-01'])
    expect(birthdaysAhead('2028-02-27')).toEqual(['02-27', '02-28', '02-29', '03-01'])
  })
})
