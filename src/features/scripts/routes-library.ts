import { httpErrors } from '@fastify/sensible'
import { z } from 'zod'
import { type Caller, Refusal, route } from '../../http/route.ts'
import { langFor } from '../../lang/lang.ts'
import { mediaWords } from '../../lang/media.ts'
import { scriptMessagesFor } from '../../lang/scripts.ts'
import type { Core } from '../../spine/core.ts'
import { explain } from '../../wecom/errcodes-data.ts'
import { ok } from '../settings/shapes.ts'
import { decideScript } from './decide-script.ts'
import type { ScriptsFact } from './facts.ts'
import { findScript } from './queries.ts'
import { findOffered } from './queries-life.ts'
import { restoreScript } from './restore-script.ts'
import { type RetireScript, type RetireScriptResult, retireScript } from './retire-script.ts'
import { isFor, keeperOf, readerOf } from './rules-life.ts'
import { type SaveScript, type SaveScriptResult, saveScript } from './save-script.ts'
import { decideBody, scriptBody, scriptPatch, scriptVersions, scriptView, submitBody } from './shapes.ts'
import { submitScript } from './submit-script.ts'
import { viewScripts } from './view-script.ts'
import { viewVersions } from './view-versions.ts'

type Deps = { core: Core<ScriptsFact> }
export type Asking = { caller: Caller; lang: string }

export const idParams = z.object({ id: z.coerce.number().int().positive() })

type Refused = { ok: false; why: string; words?: string[]; errcode?: number }

export const refuse = (refused: Refused, lang: string): Error => {
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
  if (refused.why === 'over-already') return new Refusal(422, refused.why, messages.overAlready)
  if (refused.why === 'no-department') return new Refusal(422, refused.why, messages.noDepartment)
  if (refused.why === 'not-yours') return new Refusal(409, refused.why, messages.companysAlready)
  if (refused.why === 'not-in-review') return new Refusal(409, refused.why, messages.notInReview)
  if (refused.why === 'changed-meanwhile') return new Refusal(409, refused.why, messages.changedMeanwhile)
  return httpErrors.notFound()
}

const save = async ({ core }: Deps, input: Pick<SaveScript, 'id' | 'draft'>, { caller, lang }: Asking) => {
  const saved: SaveScriptResult = await saveScript(core, {
    ...input,
    userid: caller.userid,
    keeper: keeperOf(caller),
  })
  if (!saved.ok) throw refuse(saved, lang)
  const [view] = await viewScripts(core.db, [saved.script], {
    values: null,
    userid: caller.userid,
    lang,
    now: core.now(),
    zone: core.zone,
  })
  if (view === undefined) throw httpErrors.notFound()
  return view
}

type Turn = (core: Deps['core'], input: RetireScript) => Promise<RetireScriptResult>

const turn = async ({ core }: Deps, id: number, run: Turn, { caller, lang }: Asking) => {
  const done = await run(core, { id, userid: caller.userid, keeper: keeperOf(caller) })
  if (!done.ok) throw refuse(done, lang)
  return { ok: true as const }
}

/** Fields a PATCH leaves out stay out: an explicit `undefined` would overwrite what is stored. */
const wishOf = ({
  state,
  allowWhy,
  ...rest
}: z.output<typeof scriptPatch>): Pick<SaveScript, 'draft' | 'state' | 'allowWhy'> => ({
  draft: Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
  state,
  allowWhy,
})

const decide = async ({ core }: Deps, id: number, body: z.output<typeof decideBody>, { caller, lang }: Asking) => {
  const { version } = body
  const decision =
    body.decision === 'publish'
      ? { kind: body.decision, allowWhy: body.allowWhy }
      : { kind: body.decision, note: body.note }
  const done = await decideScript(core, { id, userid: caller.userid, version, decision })
  if (!done.ok) throw refuse(done, lang)
  return { ok: true as const }
}

const versions = async ({ core }: Deps, id: number, { caller }: Asking) => {
  const keeper = keeperOf(caller)
  const wanted = { id, userid: caller.userid, retiredToo: true, keeper }
  const script = (await findScript(core.db, wanted)) ?? (keeper.all ? await findOffered(core.db, id) : null)
  if (script === null || !isFor(script.departmentId, readerOf(caller))) throw httpErrors.notFound()
  return viewVersions(core.db, script)
}

/** What becomes of scripts: written, offered, decided about, changed, taken out of use. */
export const libraryRoutes = (deps: Deps) => ({
  'POST /api/scripts': route({
    summary: 'Save a new script',
    body: scriptBody,
    reply: scriptView,
    status: 201,
    handle: ({ body, caller, lang }) => save(deps, { id: null, ...wishOf(body) }, { caller, lang }),
  }),
  'PATCH /api/scripts/:id': route({
    summary: 'Change a script',
    params: idParams,
    body: scriptPatch,
    reply: scriptView,
    handle: ({ params, body, caller, lang }) => save(deps, { id: params.id, ...wishOf(body) }, { caller, lang }),
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
  'PUT /api/scripts/:id/review': route({
    summary: 'Offer one’s own script to the company, or take the offer back',
    params: idParams,
    body: submitBody,
    reply: ok,
    handle: async ({ params, body, caller, lang }) => {
      const done = await submitScript(deps.core, { id: params.id, userid: caller.userid, on: body.on })
      if (!done.ok) throw refuse(done, lang)
      return { ok: true as const }
    },
  }),
  'POST /api/scripts/:id/decision': route({
    summary: 'Take an offered script over for everybody, or send it back with a word why',
    params: idParams,
    body: decideBody,
    reply: ok,
    handle: ({ params, body, caller, lang }) => decide(deps, params.id, body, { caller, lang }),
  }),
  'GET /api/scripts/:id/versions': route({
    summary: 'Everything a script ever said, newest first',
    params: idParams,
    reply: scriptVersions,
    handle: ({ params, caller, lang }) => versions(deps, params.id, { caller, lang }),
  }),
})
