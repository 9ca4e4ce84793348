import type { Core } from '../../spine/core.ts'
import { lockPerson } from '../merges/queries.ts'
import { applyDecision } from './apply-decision.ts'
import type { LifecycleFact } from './facts.ts'

export type SetFlag = { externalUserid: string; flag: 'dnd' | 'complaint' | 'vip'; on: boolean; userid: string }

/** 勿扰, 投诉中 and 重要 are set by people; what they stop is listed in the reactions. */
export const setFlag = (core: Core<LifecycleFact>, input: SetFlag): Promise<boolean> =>
  core.db.transaction(async (tx) => {
    const customer = await lockPerson(tx, input.externalUserid)
    if (customer === null) return false
    await applyDecision(core, tx, {
      customer,
      decision: {
        move: null,
        flags: { add: input.on ? [input.flag] : [], remove: input.on ? [] : [input.flag] },
        protectUntil: null,
        followUp: null,
      },
      actor: { kind: 'member', id: input.userid },
      userid: input.userid,
    })
    return true
  })
