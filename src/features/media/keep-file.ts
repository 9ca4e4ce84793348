import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { members } from '../members/tables.ts'
import { bytesOf, type FileRow } from './queries.ts'
import { type BadFile, type FileKind, judgeFile, MOST_OF_MEMBER } from './rules.ts'
import { storeBytes } from './store-bytes.ts'
import { mediaFiles } from './tables.ts'

export type KeepFile = { kind: FileKind; name: string; bytes: Uint8Array; userid: string }
export type KeepFileResult = { ok: true; file: FileRow } | { ok: false; why: BadFile | 'full' }

/**
 * Stores what somebody uploaded; the same file under the same name is the same row. Bytes before the row: a row whose
 * bytes were never stored would be a promise nobody can keep.
 */
export const keepFile = async (core: Core, { kind, userid, ...given }: KeepFile): Promise<KeepFileResult> => {
  const judged = judgeFile({ kind, ...given })
  if (!judged.ok) return judged
  const { name, contentType } = judged
  const size = given.bytes.length
  // Before the bytes are stored too: who is full would fill the database with files nobody may have.
  if ((await bytesOf(core.db, userid)) + size > MOST_OF_MEMBER) return { ok: false, why: 'full' }
  const sha256 = createHash('sha256').update(given.bytes).digest('hex')
  await storeBytes(core.db, sha256, given.bytes)
  const now = core.now()
  return core.db.transaction(async (tx) => {
    // One upload of a member at a time: of two that fit alone both would be taken.
    await tx.select({ userid: members.userid }).from(members).where(eq(members.userid, userid)).for('update')
    if ((await bytesOf(tx, userid)) + size > MOST_OF_MEMBER) return { ok: false, why: 'full' }
    const [file] = await tx
      .insert(mediaFiles)
      .values({ kind, name, contentType, size, sha256, ownerUserid: userid, createdAt: now, neededAt: now })
      .onConflictDoUpdate({
        target: [mediaFiles.ownerUserid, mediaFiles.kind, mediaFiles.sha256, mediaFiles.name],
        set: { neededAt: now },
      })
      .returning()
    if (file === undefined) throw new Error('the file was not saved')
    return { ok: true, file }
  })
}
