import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Another process works on the same data. */
export class DirectoryBusy extends Error {}

// A pid alone is reused by the system after a while; together with its start time it names one process.
const startTime = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * The embedded database does not notice a second process on its files and then loses rows without a word. This file
 * does. A lock left behind by a killed process is taken over.
 */
export const lockDirectory = (directory: string): { release: () => void } => {
  mkdirSync(directory, { recursive: true })
  const path = join(directory, 'zhanggui.lock')
  const mine = `${process.pid} ${startTime(process.pid)}`
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(path, 'wx')
      writeSync(file, mine)
      closeSync(file)
      return { release: () => rmSync(path, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const [pid, started] = readFileSync(path, 'utf8').split(' ')
      const holder = Number(pid)
      if (holder > 0 && isAlive(holder) && startTime(holder) === (started ?? '')) {
        throw new DirectoryBusy(
          `${directory} is in use by process ${holder}. Stop that one, set another DATA_DIR, or set DATABASE_URL to share one PostgreSQL.`,
        )
      }
      rmSync(path, { force: true })
    }
  }
  throw new DirectoryBusy(`${directory} is being taken by another process right now. Try again.`)
}
