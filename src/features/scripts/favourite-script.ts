import { and, eq } from 'drizzle-orm'
import type { Core } from '../../spine/core.ts'
import { findScript } from './queries.ts'
import { scriptFavourites } from './tables.ts'

export type FavouriteScript = { id: number; userid: string; on: boolean }
export type FavouriteScriptResult = { ok: true } | { ok: false; why: 'not-found' }

/** A member's own star; said twice it is one. Nobody else's business, so it is no fact. */
export const favouriteScript = (core: Core, { id, userid, on }: FavouriteScript): Promise<FavouriteScriptResult> =>
  core.db.transaction(async (tx): Promise<FavouriteScriptResult> => {
    if ((await findScript(tx, { id, userid, retiredToo: !on })) === null) return { ok: false, why: 'not-found' }
    const star = { userid, scriptId: id, at: core.now() }
    if (on) await tx.insert(scriptFavourites).values(star).onConflictDoNothing()
    else {
      const mine = and(eq(scriptFavourites.userid, userid), eq(scriptFavourites.scriptId, id))
      await tx.delete(scriptFavourites).where(mine)
    }
    return { ok: true }
  })
