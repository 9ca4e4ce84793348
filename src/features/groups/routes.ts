import { z } from 'zod'
import { type Caller, Refusal, route, withStatus } from '../../http/route.ts'
import { type RefusalCode, refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import { ok } from '../settings/shapes.ts'
import {
  addGroupNote,
  type ChangeResult,
  changeGroupTags,
  markGroupSent,
  removeGroupNote,
  setGroupDigest,
} from './change-group.ts'
import type { GroupsFact } from './facts.ts'
import { findVisibleGroup, isKnownGroup } from './queries.ts'
import { group, groupDigestBody, groupNoteBody, groupSentBody, groupTagsBody } from './shapes.ts'
import { viewGroup } from './view-group.ts'

type Deps = { core: Core<GroupsFact> }
type Place = { chatId: string; caller: Caller; lang: string }

/** WeCom's chat ids; anything else is refused before it could become a question to WeCom. */
const params = z.object({ chatId: z.string().regex(/^[\w-]{6,64}$/) })

const refuse = (code: RefusalCode, lang: string): Refusal => {
  const status = code === 'no-such-group' || code === 'no-such-row' ? 404 : 409
  return new Refusal(status, code, refusalText(code, lang))
}

const ASK_EVERY_MS = 10_000

/** A group nobody told us about: older than this app, or made a moment ago. One question per person and ten seconds. */
const askFor = async ({ core }: Deps, { chatId, caller }: Place): Promise<void> => {
  const slot = Math.floor(core.now().getTime() / ASK_EVERY_MS)
  await core.later(core.db, {
    kind: 'refresh-group',
    payload: { chatId, why: `asked-${slot}`, tries: 0, expects: false },
    dedupeKey: `group:asked:${caller.userid}:${slot}`,
    orderKey: chatId,
  })
}

/** A foreign group and one that does not exist answer alike: nobody learns ids by trying. */
const mustSee = async (deps: Deps, place: Place) => {
  const row = await findVisibleGroup(deps.core.db, place.caller.scope, place.chatId)
  if (row !== null) return row
  if (!(await isKnownGroup(deps.core.db, place.chatId))) await askFor(deps, place)
  throw refuse('no-such-group', place.lang)
}

const show = async (deps: Deps, place: Place) =>
  viewGroup(deps.core.db, await mustSee(deps, place), { caller: place.caller, now: deps.core.now() })

const change = async (deps: Deps, place: Place, run: () => Promise<ChangeResult>) => {
  await mustSee(deps, place)
  const done = await run()
  if (!done.ok) throw refuse(done.why, place.lang)
  return show(deps, place)
}

export const groupRoutes = (deps: Deps) => ({
  'GET /api/groups/:chatId': route({
    summary: 'A customer group in one call: members and whose they are, notes, tags and the morning message',
    params,
    reply: group,
    handle: ({ params, caller, lang }) => show(deps, { ...params, caller, lang }),
  }),
  'POST /api/groups/:chatId/tags': route({
    summary: 'Adds and removes our own tags of a group; ten at most',
    params,
    body: groupTagsBody,
    reply: group,
    handle: ({ params, body, caller, lang }) =>
      change(deps, { ...params, caller, lang }, () =>
        changeGroupTags(deps.core, { ...params, ...body, userid: caller.userid }),
      ),
  }),
  'POST /api/groups/:chatId/notes': route({
    summary: 'A note about a group',
    params,
    body: groupNoteBody,
    reply: group,
    status: 201,
    handle: async ({ params, body, caller, lang }) =>
      withStatus(
        201,
        await change(deps, { ...params, caller, lang }, () =>
          addGroupNote(deps.core, { ...params, ...body, userid: caller.userid }),
        ),
      ),
  }),
  'DELETE /api/groups/:chatId/notes/:id': route({
    summary: 'Takes a note away: one’s own, or as a lead anybody’s',
    params: params.extend({ id: z.string().regex(/^\d{1,15}$/) }),
    reply: group,
    handle: ({ params: { chatId, id }, caller, lang }) =>
      change(deps, { chatId, caller, lang }, () =>
        removeGroupNote(deps.core, {
          chatId,
          userid: caller.userid,
          noteId: Number(id),
          anybodys: caller.role !== 'rep',
        }),
      ),
  }),
  'PUT /api/groups/:chatId/digest': route({
    summary: 'Whether the owner and the caller get a morning message about this group',
    params,
    body: groupDigestBody,
    reply: group,
    handle: ({ params, body, caller, lang }) =>
      change(deps, { ...params, caller, lang }, () =>
        setGroupDigest(deps.core, { ...params, ...body, userid: caller.userid }),
      ),
  }),
  'POST /api/groups/:chatId/sent': route({
    summary: 'A script was handed over to the group’s chat; counted once per key',
    params,
    body: groupSentBody,
    reply: ok,
    handle: async ({ params, body, caller, lang }) => {
      await mustSee(deps, { ...params, caller, lang })
      const { part, key } = body
      const { chatId } = params
      const scriptId = Number(body.scriptId)
      const sent = await markGroupSent(deps.core, { chatId, userid: caller.userid, scriptId, part, key })
      if (!sent.ok) throw refuse(sent.why, lang)
      return { ok: true as const }
    },
  }),
})
