import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../src/trial.ts'

const START_MS = 60_000
const DEBIAN = '/usr/lib/postgresql'

/** Where PostgreSQL's own programs lie: `PG_BIN`, Debian's newest, or the path. Null when this machine has none. */
export const findPostgresPrograms = (): string | null => {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : []
  const places = [process.env.PG_BIN ?? '', ...versions.map((version) => join(DEBIAN, version, 'bin'))]
  return places.find((place) => place !== '' && existsSync(join(place, 'initdb'))) ?? null
}

type Owner = { uid: number; gid: number } | null

/** PostgreSQL refuses to run as root: there it runs as the user that Debian made for it. */
const findOwner = (): Owner => {
  if (process.getuid?.() !== 0) return null
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A PostgreSQL of its own that may be killed, with a data directory that survives it. */
export const startCluster = async (programs: string) => {
  const home = mkdtempSync(join(tmpdir(), 'zhanggui-cluster-'))
  const data = join(home, 'data')
  const owner = findOwner()
  if (owner !== null) chownSync(home, owner.uid, owner.gid)
  const as = { stdio: 'ignore', cwd: home, ...(owner ?? {}) } as const
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'], as)
  const port = await freePort('127.0.0.1')
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let server: ChildProcess | null = null
  const launch = () => {
    const place = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=']
    const started = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...place], as)
    started.on('exit', () => {
      if (server === started) server = null
    })
    server = started
  }
  /** Also after a death: it refuses for as long as a child of the dead one still holds the memory they shared. */
  const start = async (): Promise<void> => {
    const deadline = performance.now() + START_MS
    while (performance.now() < deadline) {
      if (server === null) launch()
      if (await answers(url)) return
      await pause(50)
    }
    throw new Error('PostgreSQL did not come up')
  }
  await start()
  return {
    url,
    start,
    /** The postmaster, as when its host goes: nothing is flushed, nobody is told. */
    kill: async (): Promise<void> => {
      const dying = server
      if (dying === null) return
      const gone = new Promise((resolve) => dying.once('exit', resolve))
      dying.kill('SIGKILL')
      await gone
    },
    close: async (): Promise<void> => {
      const last = server
      if (last !== null) {
        const gone = new Promise((resolve) => last.once('exit', resolve))
        last.kill('SIGINT')
        await Promise.race([gone, pause(10_000).then(() => last.kill('SIGKILL'))])
      }
      rmSync(home, { recursive: true, force: true })
    },
  }
}
export type Cluster = Awaited<ReturnType<typeof startCluster>>
