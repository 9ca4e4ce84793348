type Gate = { free: number; waiting: (() => void)[] }

/** Runs at most `limit` tasks per key at the same time in this process; the rest wait in order of arrival. */
export type Turnstile = <Result>(key: string, limit: number, task: () => Promise<Result>) => Promise<Result>

export const createTurnstile = (): Turnstile => {
  const gates = new Map<string, Gate>()

  const enter = async (key: string, limit: number): Promise<Gate> => {
    const gate = gates.get(key) ?? { free: limit, waiting: [] }
    gates.set(key, gate)
    if (gate.free > 0) gate.free -= 1
    else await new Promise<void>((resolve) => gate.waiting.push(resolve))
    return gate
  }

  /** A place goes straight to the next in line; a gate with nobody inside is forgotten. */
  const leave = (key: string, gate: Gate, limit: number): void => {
    const next = gate.waiting.shift()
    if (next !== undefined) {
      next()
      return
    }
    gate.free += 1
    if (gate.free === limit) gates.delete(key)
  }

  return async (key, limit, task) => {
    const gate = await enter(key, limit)
    try {
      return await task()
    } finally {
      leave(key, gate, limit)
    }
  }
}
