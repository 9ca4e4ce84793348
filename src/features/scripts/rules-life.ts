import type { Person } from '../members/rules.ts'

/** What becomes of a script: practice of brand teams is draft → review → live → retired. */
export const SCRIPT_STATES = ['draft', 'review', 'live', 'retired'] as const
export type ScriptState = (typeof SCRIPT_STATES)[number]

/** What is not simply in use: offered and waiting, not published yet, soon over, out of use. */
export const SHELVES = ['review', 'draft', 'expiring', 'retired'] as const
export type ShelfName = (typeof SHELVES)[number]
export const isShelf = (list: string | undefined): list is ShelfName => SHELVES.some((one) => one === list)

type Row = { state: 'draft' | 'review' | 'live'; retiredAt: Date | null }

export const stateOf = ({ state, retiredAt }: Row): ScriptState => (retiredAt === null ? state : 'retired')

/** Who reads and sends: a company script of a department is for its people, and for who looks after the library. */
export type Reader = { userid: string; departments: readonly number[]; keepsAll: boolean }
/** Who writes what all say: everything, or what belongs to departments somebody leads. */
export type Keeper = { all: boolean; leads: readonly number[] }

export const isFor = (departmentId: number | null, reader: Pick<Reader, 'departments' | 'keepsAll'>): boolean =>
  departmentId === null || reader.keepsAll || reader.departments.includes(departmentId)

export const mayKeep = (departmentId: number | null, keeper: Keeper): boolean =>
  keeper.all || (departmentId !== null && keeper.leads.includes(departmentId))

const keepsLibrary = ({ role }: Pick<Person, 'role'>): boolean => role === 'manager' || role === 'admin'
export const readerOf = (caller: Pick<Person, 'userid' | 'role' | 'departments'>): Reader => ({
  userid: caller.userid,
  departments: caller.departments,
  keepsAll: keepsLibrary(caller),
})
export const keeperOf = (caller: Pick<Person, 'role' | 'leads'>): Keeper => ({
  all: keepsLibrary(caller),
  leads: caller.leads,
})

/** Days as YYYY-MM-DD in the business zone; the last day itself still counts. */
export const isOver = (validUntil: string | null, today: string): boolean => validUntil !== null && validUntil < today

/** So many days before its last one somebody may still mend a script without a gap. */
export const EXPIRING_DAYS = 7

/** What is left of the forbidden words once those are taken out that somebody let stand in this very script. */
export const unforgiven = (words: readonly string[], allowed: readonly string[]): string[] =>
  words.filter((word) => !allowed.includes(word))

type Read = { title: string; parts: readonly object[] }

/** The database hands fields back in an order of its own, and none that is undefined. */
const plain = (parts: readonly object[]): string =>
  JSON.stringify(parts, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )

/** Whether a customer would read something else now. */
export const readsOtherwise = (before: Read, after: Read): boolean =>
  before.title !== after.title || plain(before.parts) !== plain(after.parts)
