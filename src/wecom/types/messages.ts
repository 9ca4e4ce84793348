import { z } from 'zod'
import { wireNumber, wireText, wireTexts } from './common.ts'

/** `invaliduser` is one text joined with `|` here and a list in the reply to a card update. */
export const wireMessageSent = z.looseObject({
  msgid: wireText,
  invaliduser: wireText,
  unlicenseduser: wireText,
  response_code: wireText,
})

export const wireCardUpdated = z.looseObject({ invaliduser: z.union([z.string(), z.array(z.string())]).nullish() })
export const wireMedia = z.looseObject({ media_id: z.string(), type: wireText, created_at: wireNumber })

export const wirePicture = z.looseObject({ url: z.string() })

export const wireRemarkRequest = z.looseObject({
  userid: z.string(),
  external_userid: z.string(),
  remark: wireText,
  description: wireText,
  remark_company: wireText,
  remark_mobiles: wireTexts,
})

export const wireMarkTagRequest = z.looseObject({
  userid: z.string(),
  external_userid: z.string(),
  add_tag: wireTexts,
  remove_tag: wireTexts,
})

export const wireWelcomeRequest = z.looseObject({
  welcome_code: z.string(),
  text: z.looseObject({ content: z.string() }).nullish(),
  attachments: z.array(z.looseObject({ msgtype: z.enum(['image', 'link', 'miniprogram', 'video', 'file']) })).nullish(),
})

export const wireMessageRequest = z.looseObject({
  touser: wireText,
  toparty: wireText,
  totag: wireText,
  msgtype: z.string(),
  agentid: z.number(),
})

export const wireRobotRequest = z.looseObject({ msgtype: z.string() })
