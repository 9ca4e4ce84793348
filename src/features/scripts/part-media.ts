import type { Core } from '../../spine/core.ts'
import { type FreshMedia, findFile } from '../media/queries.ts'
import { LIVES_MS } from '../media/rules-fresh.ts'
import { fileIdOf } from './part-words.ts'
import { findScript } from './queries.ts'

export type PartMedia = { scriptId: number; part: number; userid: string; stale: string | null }
export type PartMediaResult =
  | { ok: true; media: { mediaId: string | null; until: Date | null; imageUrl: string | null } }
  | { ok: false; why: 'not-found' | 'no-media-part' | 'no-file' }
  | { ok: false; why: 'media-refused'; errcode: number }

/**
 * What the client needs to send one part now. A script retired while the page was open can still be sent, as its texts
 * can. WeCom is asked outside of any transaction.
 */
export const partMedia = async (
  core: Core,
  freshMedia: FreshMedia,
  { scriptId, part, userid, stale }: PartMedia,
): Promise<PartMediaResult> => {
  const script = await findScript(core.db, { id: scriptId, userid, retiredToo: true })
  if (script === null) return { ok: false, why: 'not-found' }
  const one = script.parts[part]
  const id = one === undefined ? null : fileIdOf(one)
  if (id === null) return { ok: false, why: 'no-media-part' }
  const file = await findFile(core.db, { id, userid })
  if (file === null) return { ok: false, why: 'no-file' }
  const fresh = await freshMedia(file, stale)
  if (!fresh.ok) {
    return fresh.why === 'lost' ? { ok: false, why: 'no-file' } : { ...fresh, why: 'media-refused' }
  }
  const until = fresh.mediaAt === null ? null : new Date(fresh.mediaAt.getTime() + LIVES_MS)
  return { ok: true, media: { mediaId: fresh.mediaId, until, imageUrl: fresh.pictureUrl } }
}
