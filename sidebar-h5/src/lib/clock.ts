/** Business time runs on the server; the phone's clock may be wrong, so every answer sets ours right again. */
let offset = 0
let zone = 'Asia/Shanghai'

export const heedServerClock = (headers: Headers): void => {
  const sent = Date.parse(headers.get('x-business-time') ?? '')
  if (!Number.isNaN(sent)) offset = sent - Date.now()
  zone = headers.get('x-business-zone') ?? zone
}

export const now = (): Date => new Date(Date.now() + offset)
export const businessZone = (): string => zone

const dayFormat = (): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })

export const dayOf = (time: Date | string): string => {
  const parts = dayFormat().formatToParts(typeof time === 'string' ? new Date(time) : time)
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

export const today = (): string => dayOf(now())

const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`)
export const addDays = (day: string, days: number): string =>
  new Date(utc(day) + days * 86_400_000).toISOString().slice(0, 10)
/** The day in `days` days, or the next one the team works: nobody plans a visit for a holiday by mistake. */
export const workdayIn = (days: number, restDays: readonly string[]): string => {
  let day = addDays(today(), days)
  while (restDays.includes(day)) day = addDays(day, 1)
  return day
}
export const daysBetween = (from: string, to: string): number => Math.round((utc(to) - utc(from)) / 86_400_000)
export const weekdayOf = (day: string): number => new Date(utc(day)).getUTCDay()
