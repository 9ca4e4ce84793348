import { BadConfig } from '../config.ts'
import { BackupRefused } from '../db/backup.ts'
import { DirectoryBusy } from '../db/lock.ts'
import { KeyMissing } from '../db/sealing.ts'

const NAMES = ['DATABASE_URL', 'DATA_DIR', 'DATA_KEYS'] as const

/** What a command about the stored data needs: WeCom's settings may be anything, a backup is made all the same. */
export const storeSettings = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(NAMES.flatMap((name) => [name, `${name}_FILE`]).map((name) => [name, env[name]]))

const isPlain = (error: unknown): error is Error =>
  [BadConfig, BackupRefused, DirectoryBusy, KeyMissing].some((kind) => error instanceof kind)

/** Ends the process: with the number that `work` answers, else 0; 1 with one plain sentence when it fails. The embedded database changes the exit code when it closes. */
export const runCommand = async (work: () => Promise<unknown>): Promise<never> => {
  try {
    const code = await work()
    process.exit(typeof code === 'number' ? code : 0)
  } catch (error) {
    console.error(isPlain(error) ? error.message : error)
    process.exit(1)
  }
}
