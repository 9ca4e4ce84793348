import { eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import type { Wecom } from '../../wecom/client-types.ts'
import { WecomRefused } from '../../wecom/errors.ts'
import type { FileRow, Fresh, FreshMedia } from './queries.ts'
import { bornAt, isFresh } from './rules-fresh.ts'
import { readBytes } from './store-bytes.ts'
import { mediaFiles } from './tables.ts'

export type MediaWecom = Pick<Wecom, 'uploadMedia' | 'uploadPicture'>

type Given = Pick<FileRow, 'mediaId' | 'mediaAt' | 'pictureUrl'>

const goodIn = (file: FileRow, now: Date): Given | null => {
  const { mediaId, mediaAt, pictureUrl } = file
  if (file.kind === 'cover') return pictureUrl === null ? null : { mediaId, mediaAt, pictureUrl }
  return mediaId !== null && isFresh(mediaAt, now) ? { mediaId, mediaAt, pictureUrl } : null
}

/** Only what is wrong with this file; what is wrong with token, quota or configuration is everybody's trouble. */
const isOfFile = (error: unknown): error is WecomRefused =>
  error instanceof WecomRefused && (error.klass === 'fix-data' || error.klass === 'outcome')

const upload = async (wecom: MediaWecom, file: FileRow, { bytes, now }: { bytes: Buffer; now: Date }) => {
  const named = { filename: file.name, bytes }
  if (file.kind === 'cover') return { pictureUrl: (await wecom.uploadPicture(named)).url }
  const { mediaId, createdAt } = await wecom.uploadMedia({ type: file.kind, ...named })
  return { mediaId, mediaAt: bornAt(createdAt, now) }
}

/** Sends the file to WeCom again, whatever is known of it. Not a message: nobody reads it, and twice does no harm. */
export const renewMedia = async (core: Core, wecom: MediaWecom, file: FileRow): Promise<Fresh> => {
  const bytes = await readBytes(core.db, file)
  if (bytes === null) return { ok: false, why: 'lost' }
  const here = eq(mediaFiles.id, file.id)
  try {
    const given = await upload(wecom, file, { bytes, now: core.now() })
    await core.db
      .update(mediaFiles)
      .set({ ...given, errcode: null, refusedAt: null })
      .where(here)
    return { ok: true, mediaId: null, mediaAt: null, pictureUrl: null, ...given }
  } catch (error) {
    if (!isOfFile(error)) throw error
    await core.db.update(mediaFiles).set({ errcode: error.errcode, refusedAt: core.now() }).where(here)
    return { ok: false, why: 'refused', errcode: error.errcode }
  }
}

/**
 * What the client needs to send a file now. `stale` is an id the client has just refused: WeCom may forget one early.
 * Two who ask at the same moment share one upload in this process; in two processes they make one each, both good.
 * The row is read anew here: whoever found it a moment before another's upload ended would make a second one.
 */
export const createFreshMedia = (core: Core, wecom: MediaWecom): FreshMedia => {
  const under = new Map<number, Promise<Fresh>>()
  const make = async (known: FileRow, stale: string | null): Promise<Fresh> => {
    const now = core.now()
    const here = eq(mediaFiles.id, known.id)
    const [row] = await core.db.update(mediaFiles).set({ askedAt: now }).where(here).returning()
    const file = row ?? known
    const good = goodIn(file, now)
    if (good !== null && (stale === null || good.mediaId !== stale)) return { ok: true, ...good }
    return renewMedia(core, wecom, file)
  }
  return async (file, stale = null) => {
    for (let begun = under.get(file.id); begun !== undefined; begun = under.get(file.id)) {
      const fresh = await begun
      if (!fresh.ok || stale === null || fresh.mediaId !== stale) return fresh
    }
    const made = make(file, stale).finally(() => under.delete(file.id))
    under.set(file.id, made)
    return made
  }
}
