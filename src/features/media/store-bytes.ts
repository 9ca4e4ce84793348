import { eq, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { mediaChunks } from './tables.ts'

/** The embedded database does nothing else while it stores one. */
const CHUNK_BYTES = 512 * 1024

/**
 * Base64 and not bytes: the embedded database's own way of taking bytes needs a second for each megabyte. Not one
 * transaction: it would keep everybody waiting for the whole file, and a piece that is stored twice is the same piece.
 */
export const storeBytes = async (db: Db, sha256: string, bytes: Uint8Array): Promise<void> => {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let part = 0; part * CHUNK_BYTES < whole.length; part += 1) {
    const piece = whole.subarray(part * CHUNK_BYTES, (part + 1) * CHUNK_BYTES).toString('base64')
    await db.execute(
      sql`insert into media_chunks (sha256, part, bytes) values (${sha256}, ${part}, decode(${piece}::text, 'base64'))
          on conflict (sha256, part) do update set stored_at = now()`,
    )
  }
}

/** Null when not all of it is there. */
export const readBytes = async (db: Db, file: { sha256: string; size: number }): Promise<Buffer | null> => {
  const pieces: Buffer[] = []
  const parts = Math.ceil(file.size / CHUNK_BYTES)
  for (let part = 0; part < parts; part += 1) {
    const [row] = await rowsOf<{ piece: string }>(
      db,
      sql`select encode(${mediaChunks.bytes}, 'base64') as piece from ${mediaChunks}
          where ${eq(mediaChunks.sha256, file.sha256)} and ${eq(mediaChunks.part, part)}`,
    )
    if (row === undefined) return null
    pieces.push(Buffer.from(row.piece, 'base64'))
  }
  const whole = Buffer.concat(pieces)
  return whole.length === file.size ? whole : null
}
