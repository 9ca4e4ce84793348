import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('./child.mjs', import.meta.url))
/** On a machine that does ten other things a first start takes a minute and more. */
const READY_MS = 240_000

export type ProductOptions = {
  port: number
  env: Readonly<Record<string, string>>
  /** Everything the product prints; shown when a run fails. */
  onOutput: (text: string) => void
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The built product in a process of its own, which may die at any moment. */
export const createProduct = ({ port, env, onOutput }: ProductOptions) => {
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | null = null
  let gone: Promise<NodeJS.Signals | number> = Promise.resolve(0)
  let kills = 0

  const start = async (extra: Readonly<Record<string, string>>): Promise<void> => {
    const started = spawn(process.execPath, [CHILD], {
      env: { PATH: process.env.PATH ?? '', PORT: String(port), LOG_LEVEL: 'error', ...env, ...extra },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    started.stdout?.on('data', (chunk: Buffer) => onOutput(String(chunk)))
    started.stderr?.on('data', (chunk: Buffer) => onOutput(String(chunk)))
    gone = new Promise((resolve) => {
      started.on('exit', (code, signal) => {
        if (child === started) child = null
        if (signal === 'SIGKILL') kills += 1
        resolve(signal ?? code ?? 1)
      })
    })
    const deadline = performance.now() + READY_MS
    while (performance.now() < deadline) {
      if (child !== started) return
      const ready = await fetch(`${url}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      )
      if (ready) return
      await pause(20)
    }
    throw new Error('the product did not become ready')
  }

  return {
    url,
    start,
    isUp: () => child !== null,
    pid: () => child?.pid ?? 0,
    /** How the last one ended; waits for it. */
    ended: () => gone,
    kills: () => kills,
    /** No goodbye, as when the power of the process goes. */
    kill: async () => {
      child?.kill('SIGKILL')
      await gone
    },
    stop: async () => {
      child?.kill('SIGTERM')
      return gone
    },
  }
}
export type Product = ReturnType<typeof createProduct>
