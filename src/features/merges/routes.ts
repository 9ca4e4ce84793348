import { type Caller, Refusal, route } from '../../http/route.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import type { CustomersFact } from '../customers/facts.ts'
import { customerParams, mustSee, showCard } from '../customers/routes.ts'
import { card } from '../customers/shapes.ts'
import { canSee } from '../relations/queries.ts'
import { ok } from '../settings/shapes.ts'
import { dismissHint } from './dismiss-hint.ts'
import type { MergesFact } from './facts.ts'
import { mergeAccounts } from './merge-accounts.ts'
import { findPersonId } from './queries.ts'
import { separateAccounts } from './separate-accounts.ts'
import { dismissHintBody, duplicates, mergeBody, separateBody } from './shapes.ts'
import { viewDuplicates } from './view-duplicates.ts'

type Place = { externalUserid: string; caller: Caller; lang: string }
type Code = Parameters<typeof refusalText>[0]

const refuse = (why: Code, lang: string): Refusal =>
  new Refusal(why === 'no-such-customer' ? 404 : 409, why, refusalText(why, lang))

export const mergeRoutes = ({ core }: { core: Core<MergesFact | CustomersFact> }) => {
  /** Both must be the caller's to see: a merge is no way to reach a foreign customer, nor to learn of one. */
  const mustSeeBoth = async (place: Place, other: string): Promise<void> => {
    await mustSee(core, place)
    await mustSee(core, { ...place, externalUserid: other })
  }
  /** The account that stands for this one. The caller must see it too; who does not asks somebody who sees both. */
  const primaryOf = async (place: Place, externalUserid: string): Promise<string> => {
    const primary = (await findPersonId(core.db, externalUserid)) ?? externalUserid
    if (primary === externalUserid) return primary
    if (!(await canSee(core.db, place.caller.scope, primary))) throw refuse('merge-elsewhere', place.lang)
    return primary
  }
  return {
    'GET /api/customers/:externalUserid/duplicates': route({
      summary: 'The person’s other accounts and who may be the same person, of those the caller may see',
      params: customerParams,
      reply: duplicates,
      handle: async ({ params, caller, lang }) => {
        await mustSee(core, { ...params, caller, lang })
        const found = await viewDuplicates(core.db, { ...params, caller })
        if (found === null) throw refuse('no-such-customer', lang)
        return found
      },
    }),
    'POST /api/customers/:externalUserid/merge': route({
      summary: 'Makes two accounts one person for us; chats, friendships and tags in WeCom stay two',
      params: customerParams,
      body: mergeBody,
      reply: card,
      handle: async ({ params, body, caller, lang }) => {
        const place = { ...params, caller, lang }
        await mustSeeBoth(place, body.other)
        const [wished, account] =
          body.primary === 'this' ? [params.externalUserid, body.other] : [body.other, params.externalUserid]
        const primary = await primaryOf(place, wished)
        const merged = await mergeAccounts(core, { primary, account, userid: caller.userid })
        if (!merged.ok) throw refuse(merged.why, lang)
        return showCard(core, place)
      },
    }),
    'POST /api/customers/:externalUserid/separate': route({
      summary: 'Takes a merge back: each account stands as before, with what happened to it meanwhile',
      params: customerParams,
      body: separateBody,
      reply: card,
      handle: async ({ params, body, caller, lang }) => {
        const place = { ...params, caller, lang }
        await mustSeeBoth(place, body.other)
        const primary = await primaryOf(place, params.externalUserid)
        const account = primary === params.externalUserid ? body.other : params.externalUserid
        const { userid } = caller
        if (!(await separateAccounts(core, { primary, account, userid }))) throw refuse('not-merged', lang)
        return showCard(core, place)
      },
    }),
    'POST /api/customers/:externalUserid/duplicates/dismiss': route({
      summary: 'Says that two accounts are two people, or takes that back; holds for this pair for good',
      params: customerParams,
      body: dismissHintBody,
      reply: ok,
      handle: async ({ params, body, caller, lang }) => {
        await mustSeeBoth({ ...params, caller, lang }, body.other)
        if (body.other === params.externalUserid) throw refuse('merge-same', lang)
        await dismissHint(core, { ...params, other: body.other, userid: caller.userid, taken: body.dismissed })
        return { ok: true as const }
      },
    }),
  }
}
