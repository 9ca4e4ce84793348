import { httpErrors } from '@fastify/sensible'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { type Caller, Refusal, route } from '../../http/route.ts'
import { langFor } from '../../lang/lang.ts'
import { mediaWords } from '../../lang/media.ts'
import { scriptMessagesFor } from '../../lang/scripts.ts'
import type { Core } from '../../spine/core.ts'
import { explain } from '../../wecom/errcodes-data.ts'
import { customers } from '../customers/tables.ts'
import type { FreshMedia } from '../media/queries.ts'
import { canSee } from '../relations/queries.ts'
import { ok } from '../settings/shapes.ts'
import type { ScriptsFact } from './facts.ts'
import { favouriteScript } from './favourite-script.ts'
import { fillValues, groupValues, sampleValues } from './fill-script.ts'
import type { Library } from './library.ts'
import { markScriptSent } from './mark-script-sent.ts'
import { partMedia } from './part-media.ts'
import { ownForbiddenWords, parseCursor, searchScripts } from './queries.ts'
import { restoreScript } from './restore-script.ts'
import { type RetireScript, type RetireScriptResult, retireScript } from './retire-script.ts'
import { fillText, isVariable, variablesIn } from './rules.ts'
import { forbiddenWords } from './rules-forbidden.ts'
import { type SaveScript, type SaveScriptResult, saveScript } from './save-script.ts'
import {
  checkBody,
  checkReply,
  favouriteBody,
  partMediaBody,
  partMediaReply,
  partParams,
  scriptBody,
  scriptList,
  scriptPatch,
  scriptQuery,
  scriptView,
  sentBody,
} from './shapes.ts'
import { taskOf } from './task-of.ts'
import { USES_DAYS, viewScripts } from './view-script.ts'

type Deps = { core: Core<ScriptsFact>; library: Library; freshMedia: FreshMedia }

const idParams = z.object({ id: z.coerce.number().int().positive() })

const usesFrom = (core: Deps['core']): Date => new Date(core.now().getTime() - USES_DAYS * 86_400_000)
const mayEditCompany = (caller: Caller): boolean => caller.role === 'manager' || caller.role === 'admin'

type Asking = { caller: Caller; lang: string }

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
  const found = await searchScripts(deps.library, {
    ...rest,
    callerUserid: userid,
    fitStage: customer ? await stageOf(deps, customer) : null,
    task: customer ? await taskOf(core.db, { externalUserid: customer, caller }) : null,
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
    items: await viewScripts(core.db, found.items, { values, userid, lang, now: core.now() }),
    nextCursor: found.nextCursor,
  }
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
    forbidden: forbiddenWords(all, await ownForbiddenWords(db)),
    unknown: variablesIn(all).filter((name) => !isVariable(name)),
  }
}

type Refused = { ok: false; why: string; words?: string[]; errcode?: number }

const refuse = (refused: Refused, lang: string): Error => {
  const messages = scriptMessagesFor(lang)
  const words = refused.words ?? []
  if (refused.why === 'company-only') return new Refusal(403, refused.why, messages.companyOnly)
  if (refused.why === 'forbidden-word') return new Refusal(422, refused.why, messages.forbidden(words))
  if (refused.why === 'unknown-variable') return new Refusal(422, refused.why, messages.unknownVariable(words))
  const media = mediaWords(lang)
  if (refused.why === 'no-media-part') return new Refusal(400, refused.why, media[refused.why])
  if (refused.why === 'no-file' || refused.why === 'wrong-kind')
    return new Refusal(422, refused.why, media[refused.why])
  if (refused.why === 'media-refused') {
    const why = explain(refused.errcode ?? 0, langFor(lang) === 'en' ? 'en' : 'zh')
    return new Refusal(422, refused.why, media.refused(why))
  }
  if (refused.why === 'no-such-part') return new Refusal(400, refused.why, messages.noSuchPart)
  return httpErrors.notFound()
}

const save = async ({ core }: Deps, input: Pick<SaveScript, 'id' | 'draft'>, { caller, lang }: Asking) => {
  const saved: SaveScriptResult = await saveScript(core, {
    ...input,
    userid: caller.userid,
    mayEditCompany: mayEditCompany(caller),
  })
  if (!saved.ok) throw refuse(saved, lang)
  const [view] = await viewScripts(core.db, [saved.script], {
    values: null,
    userid: caller.userid,
    lang,
    now: core.now(),
  })
  if (view === undefined) throw httpErrors.notFound()
  return view
}

type Turn = (core: Deps['core'], input: RetireScript) => Promise<RetireScriptResult>

const turn = async ({ core }: Deps, id: number, run: Turn, { caller, lang }: Asking) => {
  const done = await run(core, { id, userid: caller.userid, mayEditCompany: mayEditCompany(caller) })
  if (!done.ok) throw refuse(done, lang)
  return { ok: true as const }
}

/** Fields a PATCH leaves out stay out: an explicit `undefined` would overwrite what is stored. */
const given = (patch: z.output<typeof scriptPatch>): SaveScript['draft'] =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))

export const scriptRoutes = (deps: Deps) => ({
  'GET /api/scripts': route({
    summary: 'Scripts for a search, a stage or a customer, best first',
    query: scriptQuery,
    reply: scriptList,
    handle: ({ query, caller, lang }) => listScripts(deps, query, { caller, lang }),
  }),
  'POST /api/scripts': route({
    summary: 'Save a new script',
    body: scriptBody,
    reply: scriptView,
    status: 201,
    handle: ({ body, caller, lang }) => save(deps, { id: null, draft: body }, { caller, lang }),
  }),
  'PATCH /api/scripts/:id': route({
    summary: 'Change a script',
    params: idParams,
    body: scriptPatch,
    reply: scriptView,
    handle: ({ params, body, caller, lang }) => save(deps, { id: params.id, draft: given(body) }, { caller, lang }),
  }),
  'DELETE /api/scripts/:id': route({
    summary: 'Take a script out of use',
    params: idParams,
    reply: ok,
    handle: ({ params, caller, lang }) => turn(deps, params.id, retireScript, { caller, lang }),
  }),
  'POST /api/scripts/:id/restore': route({
    summary: 'Put a retired script back into use',
    params: idParams,
    reply: ok,
    handle: ({ params, caller, lang }) => turn(deps, params.id, restoreScript, { caller, lang }),
  }),
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
      })
      if (!done.ok) throw refuse(done, lang)
      return { ok: true as const }
    },
  }),
})
