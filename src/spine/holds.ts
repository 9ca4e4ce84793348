import type { QueueTable } from './queue.ts'

/**
 * Kinds of rows that wait until WeCom is asked again. Known to the pumps, so that a day's worth of messages is not
 * taken, refused and put back every few seconds, and so that all of them come due at the same moment, in the order of
 * their lanes. In this process only: another one learns it by its own first row. `restOf`: milliseconds an API rests.
 */
export const createHolds = (restOf: (api: string) => number) => {
  const waitsFor = new Map<string, string>()
  return {
    hold: (table: QueueTable, kind: string, api: string): void => {
      waitsFor.set(`${table} ${kind}`, api)
    },
    heldIn: (table: QueueTable): string[] => {
      // Never forgotten: kinds of one API come free together, or the one held last would be overtaken by the others.
      const held = [...waitsFor].filter(([name, api]) => name.startsWith(`${table} `) && restOf(api) > 0)
      return held.map(([name]) => name.slice(table.length + 1))
    },
  }
}
export type Holds = ReturnType<typeof createHolds>
