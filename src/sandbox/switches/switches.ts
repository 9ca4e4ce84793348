import type { z } from 'zod'
import { SWITCHES } from './switches-data.ts'

export type SwitchName = keyof typeof SWITCHES
export type SwitchValues = { [Name in SwitchName]: z.output<(typeof SWITCHES)[Name]['shape']> }

/** Every problem in one sentence each, naming the switch and what it takes. Nothing was changed. */
export class BadSwitch extends Error {
  override readonly name = 'BadSwitch'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('; '))
    this.problems = problems
  }
}

export type Switches = {
  /** The present values; a switch nobody set has its default. */
  values: () => SwitchValues
  get: <Name extends SwitchName>(name: Name) => SwitchValues[Name]
  /** All or nothing. Throws BadSwitch for an unknown name or a value of the wrong shape. */
  set: (wanted: Partial<SwitchValues>) => void
  /** The same for what came over the wire. */
  setUnknown: (wanted: Readonly<Record<string, unknown>>) => void
  /** Back to the values at the start: those of `SandboxOptions.switches`, else the defaults. */
  reset: (names?: readonly SwitchName[]) => void
}

const NAMES = Object.keys(SWITCHES) as SwitchName[]
const isName = (name: string): name is SwitchName => Object.hasOwn(SWITCHES, name)

const defaults = (): SwitchValues =>
  structuredClone(Object.fromEntries(NAMES.map((name) => [name, SWITCHES[name].initial]))) as SwitchValues

const checked = (wanted: Readonly<Record<string, unknown>>): Partial<SwitchValues> => {
  const problems: string[] = []
  const good: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(wanted)) {
    if (value === undefined) continue
    if (!isName(name)) {
      problems.push(`没有开关 "${name}" / there is no switch "${name}"; ${NAMES.join(', ')}`)
      continue
    }
    const read = SWITCHES[name].shape.safeParse(value)
    if (read.success) good[name] = read.data
    else
      problems.push(`"${name}" (${SWITCHES[name].en}): ${read.error.issues.map((issue) => issue.message).join(', ')}`)
  }
  if (problems.length > 0) throw new BadSwitch(problems)
  return good
}

export const createSwitches = (start: Partial<SwitchValues> = {}, changed: () => void = () => undefined): Switches => {
  const begin = { ...defaults(), ...checked(start) }
  let present: SwitchValues = structuredClone(begin)
  const setUnknown = (wanted: Readonly<Record<string, unknown>>): void => {
    present = { ...present, ...checked(wanted) }
    changed()
  }
  return {
    values: () => ({ ...present }),
    get: (name) => present[name],
    set: setUnknown,
    setUnknown,
    reset: (names = NAMES) => {
      const fresh = structuredClone(begin)
      present = { ...present, ...Object.fromEntries(names.map((name) => [name, fresh[name]])) }
      changed()
    },
  }
}
