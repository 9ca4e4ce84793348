import { eq, inArray } from 'drizzle-orm'
import type { z } from 'zod'
import type { Db } from '../../db/db.ts'
import { type FileRow, findFiles } from '../media/queries.ts'
import type { FileKind } from '../media/rules.ts'
import { mediaFiles } from '../media/tables.ts'
import { fileIdOf } from './part-words.ts'
import type { scriptPart } from './shapes.ts'
import { type PartFile, type ScriptPart, scriptFiles } from './tables.ts'

export type PartDraft = z.output<typeof scriptPart>
export type Resolved = { ok: true; parts: ScriptPart[] } | { ok: false; why: 'no-file' | 'wrong-kind' }

const wishOf = (part: PartDraft): { id: number; kind: FileKind } | null => {
  if (part.type === 'image' || part.type === 'file') return { id: Number(part.fileId), kind: part.type }
  return part.type === 'miniprogram' ? { id: Number(part.coverFileId), kind: 'cover' } : null
}

const fileOf = ({ id, name, size }: FileRow): PartFile => ({ fileId: id, name, size })

const withFile = (part: PartDraft, file: FileRow): ScriptPart => {
  if (part.type === 'image') return { type: 'image', ...fileOf(file) }
  if (part.type === 'file') return { type: 'file', ...fileOf(file) }
  if (part.type !== 'miniprogram') return part
  const { coverFileId: _, ...rest } = part
  return { ...rest, cover: fileOf(file) }
}

/** Parts as they are stored, with the files they name; a file the writer may not see is no file. */
export const resolveParts = async (db: Db, drafts: readonly PartDraft[], userid: string): Promise<Resolved> => {
  const ids = drafts.map((part) => wishOf(part)?.id).filter((id) => id !== undefined)
  const files = await findFiles(db, { ids, userid })
  const parts: ScriptPart[] = []
  for (const draft of drafts) {
    const wish = wishOf(draft)
    const file = wish === null ? undefined : files.get(wish.id)
    if (wish !== null && file === undefined) return { ok: false, why: 'no-file' }
    if (wish !== null && file?.kind !== wish.kind) return { ok: false, why: 'wrong-kind' }
    parts.push(file === undefined ? (draft as ScriptPart) : withFile(draft, file))
  }
  return { ok: true, parts }
}

/** Which files a script holds; what it held before stays for a while, because somebody may change her mind. */
export const linkFiles = async (tx: Db, script: { id: number; parts: readonly ScriptPart[] }, now: Date) => {
  const ids = [...new Set(script.parts.map(fileIdOf).filter((id) => id !== null))]
  const before = await tx.delete(scriptFiles).where(eq(scriptFiles.scriptId, script.id)).returning()
  if (ids.length > 0) await tx.insert(scriptFiles).values(ids.map((fileId) => ({ scriptId: script.id, fileId })))
  const touched = [...new Set([...ids, ...before.map((row) => row.fileId)])]
  if (touched.length > 0) await tx.update(mediaFiles).set({ neededAt: now }).where(inArray(mediaFiles.id, touched))
}
