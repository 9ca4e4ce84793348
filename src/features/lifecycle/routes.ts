import { Refusal, route } from '../../http/route.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import type { CustomersFact } from '../customers/facts.ts'
import { customerParams, mustSee, showCard } from '../customers/routes.ts'
import { card, flagsBody, moveStageBody } from '../customers/shapes.ts'
import type { LifecycleFact } from './facts.ts'
import { moveStage } from './move-stage.ts'
import type { StageKey } from './rules-model.ts'
import { setFlag } from './set-flag.ts'

type Deps = { core: Core<LifecycleFact | CustomersFact> }

export const lifecycleRoutes = ({ core }: Deps) => ({
  'POST /api/customers/:externalUserid/stage': route({
    summary: 'Moves the stage by hand; 409 with a code where the rules refuse',
    params: customerParams,
    body: moveStageBody,
    reply: card,
    handle: async ({ params, body, caller, lang }) => {
      const place = { ...params, caller, lang }
      await mustSee(core, place)
      const moved = await moveStage(core, {
        ...params,
        to: body.stage as StageKey,
        reason: body.reason ?? null,
        userid: caller.userid,
      })
      if (!moved.ok) throw new Refusal(409, moved.why, refusalText(moved.why, lang))
      return showCard(core, place)
    },
  }),
  'POST /api/customers/:externalUserid/flags': route({
    summary: 'Do-not-disturb, complaint and important, set or taken back',
    params: customerParams,
    body: flagsBody,
    reply: card,
    handle: async ({ params, body, caller, lang }) => {
      const place = { ...params, caller, lang }
      await mustSee(core, place)
      await setFlag(core, { ...params, ...body, userid: caller.userid })
      return showCard(core, place)
    },
  }),
})
