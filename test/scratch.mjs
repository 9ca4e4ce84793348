import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { freemem } from 'node:os'
import { join } from 'node:path'

const MEMORY = '/dev/shm'
/** A run holds a fifth of a GB there at a time; the rest is for its browsers and databases. */
const PLENTY_BYTES = 4 * 1024 ** 3

const hasPlenty = () => {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    return Math.min(bavail * bsize, freemem()) > PLENTY_BYTES
  } catch {
    return false
  }
}

/**
 * Directories of the tests lie in memory where a machine has plenty: an embedded database is 1,300 small files, and
 * copying them onto a disk costs fifteen times as much. Elsewhere they stay where the machine keeps its temporary ones.
 */
export const useMemoryForScratch = () => {
  if (!hasPlenty()) return
  const directory = mkdtempSync(join(MEMORY, 'zhanggui-test-'))
  // A PostgreSQL of the tests' own runs as another user.
  chmodSync(directory, 0o711)
  process.env.TMPDIR = directory
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
}
