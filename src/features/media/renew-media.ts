import type { Core } from '../../spine/core.ts'
import { type MediaWecom, renewMedia } from './fresh-media.ts'
import { dueForRenewal } from './queries.ts'

/** By night, so that nobody waits for an upload in the middle of a talk. One file WeCom does not take stops no other. */
export const renewLately = async (core: Core, wecom: MediaWecom): Promise<Record<string, unknown>> => {
  const due = await dueForRenewal(core.db, core.now())
  const counts = { renewed: 0, refused: 0, lost: 0 }
  for (const file of due) {
    const fresh = await renewMedia(core, wecom, file)
    counts[fresh.ok ? 'renewed' : fresh.why] += 1
  }
  return counts
}
