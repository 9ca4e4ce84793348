import { z } from 'zod'
import { messageBodies } from './bodies.ts'
import { wireNumber, wireText, wireTexts } from './common.ts'

export const wireAppchatCreated = z.looseObject({ chatid: z.string() })
export const wireAppchat = z.looseObject({
  chat_info: z.looseObject({ chatid: z.string(), name: wireText, owner: wireText, userlist: wireTexts }),
})
export const wireAppchatRequest = z.looseObject({
  chatid: z.string(),
  msgtype: z.string(),
  safe: wireNumber,
  ...messageBodies,
})
