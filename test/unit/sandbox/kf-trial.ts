import { createWecom } from '../../../src/wecom/client.ts'
import { noLimiter } from '../../../src/wecom/limiter.ts'
import { memoryTokenStore } from '../../../src/wecom/token.ts'
import { KEYS, startTrial, type Trial } from './trial.ts'

/** The product's client against a sandbox. */
export const clientOf = (trial: Trial, secret: string = KEYS.secret) =>
  createWecom({
    corpId: KEYS.corpId,
    agentId: KEYS.agentId,
    secret,
    apiUrl: trial.url,
    limiter: noLimiter,
    tokens: memoryTokenStore(),
  })

const PICTURE = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(64)])

/** A service account with a serving member, another member who does not serve, and the product's client beside it. */
export const startKf = async () => {
  const trial = await startTrial()
  await trial.sandbox.people.memberJoins({ userid: 'lixia', name: '李霞' })
  await trial.sandbox.people.memberJoins({ userid: 'zhaolei', name: '赵磊' })
  const people = trial.sandbox.kf
  const openKfid = people.openAccount({ name: '售前咨询', servicers: ['lixia'] })
  const wecom = clientOf(trial)
  trial.received.length = 0
  return {
    trial,
    kf: wecom.kf,
    people,
    openKfid,
    uploaded: async () => (await wecom.uploadMedia({ type: 'image', filename: 'a.png', bytes: PICTURE })).mediaId,
    /** A customer who came in and, with `words`, wrote. */
    visit: async (words?: string) => {
      const { externalUserid, welcomeCode } = await people.enter(openKfid, { nickname: '周敏', scene: 'shop' })
      if (words !== undefined) await people.says(openKfid, externalUserid, words)
      return { pair: { openKfid, externalUserid }, welcomeCode: welcomeCode ?? '' }
    },
    callbackToken: () => /<Token><!\[CDATA\[(.+?)\]\]>/.exec(trial.received.at(-1)?.text ?? '')?.[1] ?? '',
    end: async () => {
      await wecom.close()
      await trial.end()
    },
  }
}
export type KfTrial = Awaited<ReturnType<typeof startKf>>

/** The errcode a call was refused with; 0 when it went through. */
export const codeOf = async (work: Promise<unknown>): Promise<number> =>
  work.then(
    () => 0,
    (error: { errcode?: number }) => error.errcode ?? -999,
  )
