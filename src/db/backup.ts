import {
  chmodSync,
  constants,
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { keyFilePath } from './data-key.ts'
import { lockDirectory } from './lock.ts'
import { BrokenArchive, packEnd, packFolder, packText, unpack } from './tar.ts'

/** Something a person can mend; both languages in one sentence. */
export class BackupRefused extends Error {}

const NOTE = 'zhanggui-backup.json'
const END = 'zhanggui-end.json'
const FORMAT = 1

/** The key lies beside the backup and not in it: who finds the one shall not have the other. */
export const keyBeside = (file: string): string => `${file}.key`

async function* contents(dataDir: string): AsyncGenerator<Buffer> {
  yield packText(NOTE, JSON.stringify({ format: FORMAT, madeAt: new Date().toISOString() }))
  yield* packFolder(join(dataDir, 'pg'), 'pg')
  // Says that nothing is missing after it.
  yield packText(END, JSON.stringify({ format: FORMAT }))
  yield packEnd()
}

/**
 * Packs the embedded database of a stopped server into one file, readable by any tar program, and copies its key
 * beside it. Throws DirectoryBusy while a server runs, BackupRefused for what else is in the way.
 */
export const backupDirectory = async (dataDir: string, file: string): Promise<{ key: boolean }> => {
  if (!existsSync(join(dataDir, 'pg', 'PG_VERSION'))) {
    throw new BackupRefused(`${dataDir} 里没有内置数据库，请检查 DATA_DIR · holds no embedded database: check DATA_DIR`)
  }
  for (const target of [file, keyBeside(file)]) {
    if (existsSync(target))
      throw new BackupRefused(`${target} 已存在，请换一个文件名 · exists already: name another file`)
  }
  if (resolve(file).startsWith(`${resolve(dataDir)}/`)) {
    throw new BackupRefused(`备份不要放在 ${dataDir} 里面 · put the backup outside of DATA_DIR`)
  }
  const lock = lockDirectory(dataDir)
  const part = `${file}.part`
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true })
    const to = createWriteStream(part, { mode: 0o600, flush: true })
    await pipeline(Readable.from(contents(dataDir)), createGzip({ level: 6 }), to)
    const key = existsSync(keyFilePath(dataDir))
    if (key) copyKey(keyFilePath(dataDir), keyBeside(file))
    // Last, so that a backup that bears its name is whole.
    renameSync(part, file)
    return { key }
  } finally {
    rmSync(part, { force: true })
    lock.release()
  }
}

const copyKey = (from: string, to: string): void => {
  copyFileSync(from, to, constants.COPYFILE_EXCL)
  chmodSync(to, 0o600)
}

/** Unpacks a backup into a directory that is empty or not there yet. A broken backup leaves nothing behind. */
export const restoreDirectory = async (file: string, dataDir: string): Promise<{ key: boolean; madeAt: string }> => {
  if (!existsSync(file)) throw new BackupRefused(`没有这个文件：${file} · no such file`)
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new BackupRefused(`${dataDir} 不是空的，请换一个 DATA_DIR · is not empty: set another DATA_DIR`)
  }
  const lock = lockDirectory(dataDir)
  const part = join(dataDir, 'restoring')
  try {
    const madeAt = await unpackAll(file, part)
    const key = existsSync(keyBeside(file))
    if (key) copyKey(keyBeside(file), keyFilePath(dataDir))
    renameSync(join(part, 'pg'), join(dataDir, 'pg'))
    return { key, madeAt }
  } finally {
    rmSync(part, { recursive: true, force: true })
    lock.release()
  }
}

const unpackAll = async (file: string, target: string): Promise<string> => {
  try {
    const packed = createReadStream(file)
    const plain = createGunzip()
    packed.on('error', (error) => plain.destroy(error))
    const texts = await unpack(packed.pipe(plain) as AsyncIterable<Buffer>, target)
    const note = JSON.parse(texts.get(NOTE) ?? '{}') as { format?: number; madeAt?: string }
    if (note.format !== FORMAT || !texts.has(END)) throw new BrokenArchive('it is no backup of ours')
    return note.madeAt ?? ''
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new BackupRefused(`${file} 不是完整的备份（${why}），请换一份 · is not a whole backup: take another one`)
  }
}
