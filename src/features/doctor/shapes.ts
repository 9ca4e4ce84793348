import { z } from 'zod'
import { isoTime } from '../settings/shapes.ts'

const state = z.enum(['green', 'yellow', 'red', 'grey'])

export const lightView = z.object({
  /** What was looked at; several robots or settings give several lights of one code. */
  code: z.string(),
  state,
  /** What was found, for programs; the sentences are for people. */
  finding: z.string(),
  title: z.string(),
  says: z.string(),
  /** What to do; null where there is nothing to do. */
  click: z.string().nullable(),
  errcode: z.number().nullable(),
  /** What WeCom means by its code. */
  explanation: z.string().nullable(),
})
export type LightView = z.infer<typeof lightView>

export const doctorReport = z.object({
  /** The host's own time of the check. */
  checkedAt: isoTime,
  /** The worst light; grey ones count for nothing. */
  state: z.enum(['green', 'yellow', 'red']),
  summary: z.string(),
  lights: z.array(lightView),
})
export type DoctorReport = z.infer<typeof doctorReport>
