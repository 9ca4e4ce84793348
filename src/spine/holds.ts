import type { QueueTable } from './queue.ts'

/**
 * Kinds of rows that wait until WeCom is asked again. Known to the pumps, so that a day's worth of messages is not
 * taken, refused and put back every few seconds. In this process only: another one learns it by its own first row.
 */
export const createHolds = () => {
  const until = new Map<string, number>()
  const key = (table: QueueTable, kind: string): string => `${table} ${kind}`
  return {
    hold: (table: QueueTable, kind: string, ms: number): void => {
      // One kind for every timed job: the morning's reminders must not stand still because a sync does.
      if (kind !== 'occurrence') until.set(key(table, kind), performance.now() + ms)
    },
    heldIn: (table: QueueTable): string[] => {
      const now = performance.now()
      for (const [name, at] of until) if (at <= now) until.delete(name)
      return [...until.keys()].flatMap((name) => (name.startsWith(`${table} `) ? [name.slice(table.length + 1)] : []))
    },
  }
}
export type Holds = ReturnType<typeof createHolds>
