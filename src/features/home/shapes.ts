import { z } from 'zod'
import { ROLES } from '../members/shapes.ts'
import { isoTime } from '../settings/shapes.ts'

/** What a page may offer; the server checks each of them again. */
export const HOME_DOORS = [
  'today',
  'customers',
  'scripts',
  'team',
  'targets',
  'channels',
  'doctor',
  'queues',
  'sync',
  'calendar',
  'keys',
  'settings',
] as const

export const homePerson = z.object({
  userid: z.string(),
  name: z.string(),
  /** Customers with something due by the end of today. */
  open: z.number().int(),
  overdue: z.number().int(),
  done: z.number().int(),
})
export type HomePerson = z.infer<typeof homePerson>

/** The workbench's first page in one call: what waits for whom, and what the caller may do. */
export const home = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  doors: z.array(z.enum(HOME_DOORS)),
  today: z.object({ open: z.number().int(), overdue: z.number().int(), done: z.number().int() }),
  customers: z.number().int(),
  groups: z.number().int(),
  /** For leads and above: everybody in scope who has customers, the longest overdue first. */
  team: z.array(homePerson).nullable(),
  /** Scripts that wait for a decision; for who looks after the library. */
  offers: z.number().int().nullable(),
  /** For admins. */
  system: z
    .object({
      /** Messages that did not go out and wait for a decision. */
      stuck: z.number().int(),
      /** Events that could not be worked off. */
      trouble: z.number().int(),
      sync: z.object({
        state: z.string(),
        done: z.number().int(),
        total: z.number().int().nullable(),
      }),
      /** The last look; null until there was one. */
      doctor: z
        .object({
          state: z.enum(['green', 'yellow', 'red']),
          red: z.number().int(),
          yellow: z.number().int(),
          at: isoTime,
        })
        .nullable(),
    })
    .nullable(),
})
export type Home = z.infer<typeof home>
export type HomeDoor = (typeof HOME_DOORS)[number]
