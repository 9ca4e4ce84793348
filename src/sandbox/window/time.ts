import { CHINA_OFFSET, type Kernel } from '../kernel.ts'

const DAY_MS = 86_400_000
const HALF_HOUR_MS = 30 * 60_000

const chinaClock = (day: number, hour: number, minute: number): Date =>
  new Date((day * 86_400 - CHINA_OFFSET + (hour * 60 + minute) * 60) * 1000)

/** Days since the epoch as China counts them. */
const today = (kernel: Kernel): number => Math.floor((kernel.seconds() + CHINA_OFFSET) / 86_400)

/** 09:10 of today, or of tomorrow where that is over. */
const nextDigest = (kernel: Kernel): Date => {
  const at = chinaClock(today(kernel), 9, 10)
  return at > kernel.now() ? at : chinaClock(today(kernel) + 1, 9, 10)
}

/** Where each button of the clock leads. */
export const JUMPS = {
  'half-hour': (kernel: Kernel) => new Date(kernel.now().getTime() + HALF_HOUR_MS),
  morning: (kernel: Kernel) => chinaClock(today(kernel) + 1, 8, 50),
  digest: nextDigest,
  day: (kernel: Kernel) => new Date(kernel.now().getTime() + DAY_MS),
  week: (kernel: Kernel) => new Date(kernel.now().getTime() + 7 * DAY_MS),
} as const
