import { type ApiContext, type Reply, refuse, textIn } from './replies.ts'

/** Two writes to one pair at the same time are refused; the pair is named the same way in both calls. */
const WRITES = ['externalcontact/mark_tag', 'externalcontact/remark']

const pairOf = ({ api, body }: ApiContext): string | null =>
  WRITES.includes(api) ? `pair:${textIn(body, 'userid').toLowerCase()}:${textIn(body, 'external_userid')}` : null

/** From the arrival of a call to its answer. `leave` must run exactly once, whatever became of the call. */
export const enter = (context: ApiContext): { refusal: () => Reply | null; leave: () => void } => {
  const { inFlight, switches } = context.kernel
  const pair = pairOf(context)
  const keys = [`api:${context.api}`, ...(pair === null ? [] : [pair])]
  for (const key of keys) inFlight.set(key, (inFlight.get(key) ?? 0) + 1)
  const max = switches.get('concurrency')[context.api]
  const crowded = max !== undefined && (inFlight.get(`api:${context.api}`) ?? 0) > max
  const collides = pair !== null && (inFlight.get(pair) ?? 0) > 1
  return {
    refusal: () => (crowded ? refuse(context, 45033) : collides ? refuse(context, 45035) : null),
    leave: () => {
      for (const key of keys) {
        const left = (inFlight.get(key) ?? 1) - 1
        if (left > 0) inFlight.set(key, left)
        else inFlight.delete(key)
      }
    },
  }
}
