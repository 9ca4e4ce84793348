import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { ENTRY } from './processes.ts'

const home = mkdtempSync(join(tmpdir(), 'zhanggui-early-'))
const lock = join(home, 'zhanggui.lock')
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Started, and told to stop so long after it has taken its directory. */
const stopAfter = async (ms: number) => {
  const env = { PATH: process.env.PATH ?? '', PORT: '0', DATA_DIR: home, LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, [ENTRY], { env, stdio: 'ignore' })
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('exit', (code, signal) => resolve([code, signal])),
  )
  while (!existsSync(lock) && child.exitCode === null) await pause(5)
  await pause(ms)
  child.kill('SIGTERM')
  return ended
}

test('a server that is told to stop while it is still starting closes its database and leaves cleanly', async () => {
  for (const ms of [0, 100, 300]) {
    expect([ms, await stopAfter(ms)]).toEqual([ms, [0, null]])
    expect(existsSync(lock)).toBe(false)
  }
}, 60_000)
