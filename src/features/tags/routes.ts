import { z } from 'zod'
import { Refusal, route } from '../../http/route.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import type { CustomersFact } from '../customers/facts.ts'
import { customerParams, mustSee, showCard } from '../customers/routes.ts'
import { card, changeTagsBody } from '../customers/shapes.ts'
import { changeTags } from './change-tags.ts'
import type { TagsFact } from './facts.ts'
import { listTagGroups } from './queries.ts'

const tag = z.object({ id: z.string(), name: z.string() })
const tagGroupsReply = z.object({ groups: z.array(tag.extend({ tags: z.array(tag) })) })

type Deps = { core: Core<TagsFact | CustomersFact> }

export const tagRoutes = ({ core }: Deps) => ({
  'GET /api/tags': route({
    summary: 'Corp tags to choose from; the stage group follows the stage and is left out',
    reply: tagGroupsReply,
    handle: async () => ({ groups: await listTagGroups(core.db) }),
  }),
  'POST /api/customers/:externalUserid/tags': route({
    summary: 'Adds and removes corp tags; WeCom follows',
    params: customerParams,
    body: changeTagsBody,
    reply: card,
    handle: async ({ params, body, caller, lang }) => {
      const place = { ...params, caller, lang }
      await mustSee(core, place)
      const changed = await changeTags(core, { ...params, ...body, userid: caller.userid })
      if (!changed.ok) {
        const status = changed.why === 'no-such-tag' || changed.why === 'nothing-to-do' ? 422 : 409
        throw new Refusal(status, changed.why, refusalText(changed.why, lang))
      }
      return showCard(core, place)
    },
  }),
})
