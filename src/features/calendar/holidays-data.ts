import type { Calendar, DayKind, DayRange } from './rules.ts'
import { addDays, type BusinessDay } from './zone.ts'

export type Holiday = { day: BusinessDay; kind: DayKind; label: string }

type OffRange = DayRange & { label: string }

// State Council notices of 12 Nov 2024 (for 2025) and 4 Nov 2025 (for 2026). The notice for a year comes in the
// November before it: a year is added to COVERED_YEARS only together with its days, otherwise its holidays would be
// taken for working days without any warning.
const COVERED_YEARS = [2025, 2026] as const

const OFF: readonly OffRange[] = [
  { from: '2025-01-01', to: '2025-01-01', label: '元旦' },
  { from: '2025-01-28', to: '2025-02-04', label: '春节' },
  { from: '2025-04-04', to: '2025-04-06', label: '清明节' },
  { from: '2025-05-01', to: '2025-05-05', label: '劳动节' },
  { from: '2025-05-31', to: '2025-06-02', label: '端午节' },
  { from: '2025-10-01', to: '2025-10-08', label: '国庆节、中秋节' },
  { from: '2026-01-01', to: '2026-01-03', label: '元旦' },
  { from: '2026-02-15', to: '2026-02-23', label: '春节' },
  { from: '2026-04-04', to: '2026-04-06', label: '清明节' },
  { from: '2026-05-01', to: '2026-05-05', label: '劳动节' },
  { from: '2026-06-19', to: '2026-06-21', label: '端午节' },
  { from: '2026-09-25', to: '2026-09-27', label: '中秋节' },
  { from: '2026-10-01', to: '2026-10-07', label: '国庆节' },
]

const MADE_UP: readonly { day: BusinessDay; label: string }[] = [
  { day: '2025-01-26', label: '春节调休上班' },
  { day: '2025-02-08', label: '春节调休上班' },
  { day: '2025-04-27', label: '劳动节调休上班' },
  { day: '2025-09-28', label: '国庆节调休上班' },
  { day: '2025-10-11', label: '国庆节调休上班' },
  { day: '2026-01-04', label: '元旦调休上班' },
  { day: '2026-02-14', label: '春节调休上班' },
  { day: '2026-02-28', label: '春节调休上班' },
  { day: '2026-05-09', label: '劳动节调休上班' },
  { day: '2026-09-20', label: '国庆节调休上班' },
  { day: '2026-10-10', label: '国庆节调休上班' },
]

/** New Year's Eve to the third day of the lunar year: greetings are welcome, offers are not. */
export const MARKETING_SILENCES: readonly DayRange[] = [
  { from: '2025-01-28', to: '2025-01-31' },
  { from: '2026-02-16', to: '2026-02-19' },
]

const expand = (range: OffRange): Holiday[] => {
  const days: Holiday[] = []
  for (let day = range.from; day <= range.to; day = addDays(day, 1)) days.push({ day, kind: 'off', label: range.label })
  return days
}

/** Every exception, in order of day: what a fresh installation writes into its calendar table. */
export const CHINA_HOLIDAYS: readonly Holiday[] = [
  ...OFF.flatMap(expand),
  ...MADE_UP.map(({ day, label }): Holiday => ({ day, kind: 'work', label })),
].sort((a, b) => (a.day < b.day ? -1 : 1))

export const CHINA_CALENDAR: Calendar = {
  days: new Map(CHINA_HOLIDAYS.map(({ day, kind }) => [day, kind])),
  years: COVERED_YEARS,
}
