import { Refusal, route } from '../../http/route.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import { findFollowUp } from '../follow-ups/queries.ts'
import { ok } from '../settings/shapes.ts'
import type { FeedbackFact } from './facts.ts'
import { giveFeedback } from './give-feedback.ts'
import { listFeedback } from './queries.ts'
import { feedbackBody, feedbackList } from './shapes.ts'

export const feedbackRoutes = ({ core }: { core: Core<FeedbackFact> }) => ({
  'POST /api/rule-feedback': route({
    summary: 'Tells a rule’s owner that one of its reminders was one too many',
    body: feedbackBody,
    reply: ok,
    status: 201,
    handle: async ({ body, caller, lang }) => {
      const followUp = await findFollowUp(core.db, Number(body.followUpId))
      const mine = followUp !== null && (caller.scope.all || caller.scope.userids.includes(followUp.userid))
      if (!mine) throw new Refusal(404, 'no-such-follow-up', refusalText('no-such-follow-up', lang))
      const given = await giveFeedback(core, { followUp, reason: body.reason, userid: caller.userid })
      if (!given.ok) throw new Refusal(409, given.why, refusalText(given.why, lang))
      return { ok: true as const }
    },
  }),
  'GET /api/rule-feedback': route({
    summary: 'What the team says about each rule, the most disliked first',
    reply: feedbackList,
    handle: ({ caller, lang }) =>
      listFeedback(core.db, { scope: caller.scope, now: core.now(), zone: core.zone, lang }),
  }),
})
