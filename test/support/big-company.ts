import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type BigCompany = {
  url: string
  /** How often each page was asked for, lists, calls over the limit, and the most calls at the same time. */
  ledger: () => Promise<{ pages: Record<string, number>; lists: number; over: number; most: number }>
  close: () => void
}

export type BigOptions = { members: number; each: number; perWindow?: number; windowMs?: number; latencyMs?: number }

/** A WeCom with `members × each` old customers, in a process of its own. */
export const startBigCompany = async (options: BigOptions): Promise<BigCompany> => {
  const { members, each, perWindow = 10_000, windowMs = 60_000, latencyMs = 1 } = options
  const file = fileURLToPath(new URL('./big-company.mjs', import.meta.url))
  const child = fork(file, [members, each, perWindow, windowMs, latencyMs].map(String), { execArgv: [] })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message: { url: string }) => resolve(message.url))
    child.once('exit', (code) => reject(new Error(`the big company stopped with ${code}`)))
  })
  return {
    url,
    ledger: async () => {
      const answer = await fetch(`${url}/ledger`)
      return (await answer.json()) as Awaited<ReturnType<BigCompany['ledger']>>
    },
    close: () => child.disconnect(),
  }
}
