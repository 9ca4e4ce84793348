import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { Refusal, route } from '../../http/route.ts'
import { scriptMessagesFor } from '../../lang/scripts.ts'
import type { Core } from '../../spine/core.ts'
import { businessDay } from '../calendar/zone.ts'
import { customers } from '../customers/tables.ts'
import type { FreshMedia } from '../media/queries.ts'
import { canSee } from '../relations/queries.ts'
import { ok } from '../settings/shapes.ts'
import { tagNamesOf } from '../tags/queries.ts'
import type { ScriptsFact } from './facts.ts'
import { favouriteScript } from './favourite-script.ts'
import { fillValues, groupValues, sampleValues } from './fill-script.ts'
import type { Library } from './library.ts'
import { markScriptSent } from './mark-script-sent.ts'
import { partMedia } from './part-media.ts'
import { findScript, ownForbiddenWords, parseCursor, searchScripts } from './queries.ts'
import { listShelf } from './queries-life.ts'
import { type Asking, idParams, libraryRoutes, refuse } from './routes-library.ts'
import { fillText, isVariable, variablesIn } from './rules.ts'
import { forbiddenWords } from './rules-forbidden.ts'
import { isShelf, keeperOf, readerOf, unforgiven } from './rules-life.ts'
import {
  checkBody,
  checkReply,
  favouriteBody,
  partMediaBody,
  partMediaReply,
  partParams,
  scriptList,
  scriptQuery,
  sentBody,
} from './shapes.ts'
import { taskOf } from './task-of.ts'
import { USES_DAYS, viewScripts } from './view-script.ts'

type Deps = { core: Core<ScriptsFact>; library: Library; freshMedia: FreshMedia }

const usesFrom = (core: Deps['core']): Date => new Date(core.now().getTime() - USES_DAYS * 86_400_000)

const requireSight = async ({ core }: Deps, externalUserid: string, { caller, lang }: Asking): Promise<void> => {
  if (await canSee(core.db, caller.scope, externalUserid)) return
  throw new Refusal(403, 'out-of-scope', scriptMessagesFor(lang).outOfScope)
}

const stageOf = async ({ core }: Deps, externalUserid: string): Promise<string | null> => {
  const [row] = await core.db
    .select({ stage: customers.stage })
    .from(customers)
    .where(eq(customers.externalUserid, externalUserid))
  return row?.stage ?? null
}

const listScripts = async (deps: Deps, query: z.output<typeof scriptQuery>, asking: Asking) => {
  const { core } = deps
  const { caller, lang } = asking
  const { customer, cursor, audience, ...rest } = query
  const messages = scriptMessagesFor(lang)
  if (cursor && parseCursor(cursor) === null) throw new Refusal(400, 'bad-cursor', messages.badCursor)
  if (customer) await requireSight(deps, customer, asking)
  const userid = caller.userid
  const today = businessDay(core.now(), core.zone)
  const { list } = rest
  const found = isShelf(list)
    ? await listShelf(core.db, {
        ...{ shelf: list, userid, keeper: keeperOf(caller), today },
        ...{ limit: rest.limit, cursor: cursor ? parseCursor(cursor) : null },
      })
    : await searchScripts(deps.library, {
        ...rest,
        list,
        today,
        reader: readerOf(caller),
        fitStage: customer ? await stageOf(deps, customer) : null,
        task: customer ? await taskOf(core.db, { externalUserid: customer, caller }) : null,
        tags: customer ? await tagNamesOf(core.db, customer, caller.scope) : [],
        toOne: customer !== undefined,
        usesFrom: usesFrom(core),
        cursor: cursor || undefined,
      })
  const values = customer
    ? await fillValues(core.db, { externalUserid: customer, userid, zone: core.zone, lang })
    : audience === 'group'
      ? await groupValues(core.db, { userid, lang })
      : null
  return {
    items: await viewScripts(core.db, found.items, { values, userid, lang, now: core.now(), zone: core.zone }),
    nextCursor: found.nextCursor,
  }
}

const allowedIn = async (
  { core }: Deps,
  script: string | undefined,
  { caller }: Asking,
): Promise<readonly string[]> => {
  if (script === undefined) return []
  const wanted = { id: Number(script), userid: caller.userid, retiredToo: true, keeper: keeperOf(caller) }
  return (await findScript(core.db, wanted))?.allowedWords ?? []
}

const check = async (deps: Deps, body: z.output<typeof checkBody>, asking: Asking) => {
  const { db, zone } = deps.core
  const { caller, lang } = asking
  const { userid } = caller
  if (body.customer) await requireSight(deps, body.customer, asking)
  const values = body.customer
    ? await fillValues(db, { externalUserid: body.customer, userid, zone, lang })
    : await sampleValues(db, { userid, lang })
  const all = body.texts.join('\n')
  return {
    texts: body.texts.map((text) => fillText(text, values)),
    forbidden: unforgiven(forbiddenWords(all, await ownForbiddenWords(db)), await allowedIn(deps, body.script, asking)),
    unknown: variablesIn(all).filter((name) => !isVariable(name)),
  }
}

export const scriptRoutes = (deps: Deps) => ({
  'GET /api/scripts': route({
    summary: 'Scripts for a search, a stage or a customer, best first',
    query: scriptQuery,
    reply: scriptList,
    handle: ({ query, caller, lang }) => listScripts(deps, query, { caller, lang }),
  }),
  ...libraryRoutes(deps),
  'PUT /api/scripts/:id/favourite': route({
    summary: 'Keep a script at hand, or no longer',
    params: idParams,
    body: favouriteBody,
    reply: ok,
    handle: async ({ params, body, caller, lang }) => {
      const done = await favouriteScript(deps.core, { id: params.id, userid: caller.userid, on: body.on })
      if (!done.ok) throw refuse(done, lang)
      return { ok: true as const }
    },
  }),
  'POST /api/scripts/check': route({
    summary: 'How texts read with the variables filled in, and which words in them are forbidden or unknown',
    body: checkBody,
    reply: checkReply,
    handle: ({ body, caller, lang }) => check(deps, body, { caller, lang }),
  }),
  'POST /api/scripts/:id/parts/:part/media': route({
    summary: 'What the client needs to send a picture, a file or a mini program of a script now',
    params: partParams,
    body: partMediaBody,
    reply: partMediaReply,
    handle: async ({ params, body, caller, lang }) => {
      const { id, part } = params
      const wish = { scriptId: id, part, userid: caller.userid, stale: body.stale ?? null }
      const done = await partMedia(deps.core, deps.freshMedia, wish)
      if (!done.ok) throw refuse(done, lang)
      return { ...done.media, until: done.media.until?.toISOString() ?? null }
    },
  }),
  'POST /api/scripts/:id/sent': route({
    summary: 'A script was handed over to the chat; counted once per hand-over, however often it is said',
    params: idParams,
    body: sentBody,
    reply: ok,
    handle: async ({ params, body, caller, lang }) => {
      await requireSight(deps, body.externalUserid, { caller, lang })
      const done = await markScriptSent(deps.core, {
        scriptId: params.id,
        part: body.part ?? 0,
        userid: caller.userid,
        externalUserid: body.externalUserid,
        key: body.key ?? null,
        edited: body.edited ?? false,
      })
      if (!done.ok) throw refuse(done, lang)
      return { ok: true as const }
    },
  }),
})
