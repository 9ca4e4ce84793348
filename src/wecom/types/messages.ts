import { z } from 'zod'
import { messageBodies } from './bodies.ts'
import { wireTemplateCard } from './cards.ts'
import { wireNumber, wireNumbers, wireText, wireTexts } from './common.ts'
import { wireAttachment } from './sends.ts'

/** `invaliduser` is one text joined with `|` here and a list in the reply to a card update. */
export const wireMessageSent = z.looseObject({
  msgid: wireText,
  invaliduser: wireText,
  invalidparty: wireText,
  invalidtag: wireText,
  unlicenseduser: wireText,
  response_code: wireText,
})

export const wireCardUpdated = z.looseObject({ invaliduser: z.union([z.string(), z.array(z.string())]).nullish() })
export const wireMedia = z.looseObject({ media_id: z.string(), type: wireText, created_at: wireNumber })

export const wireMessageCounts = z.looseObject({
  statistics: z.array(z.looseObject({ agentid: wireNumber, app_name: wireText, count: wireNumber })).nullish(),
})

export const wireUploadJob = z.looseObject({ jobid: z.string() })
/** `detail` counts only once `status` says that the work has ended; its own errcode is the verdict. */
export const wireUploadResult = z.looseObject({
  status: wireNumber,
  detail: z
    .looseObject({ errcode: wireNumber, errmsg: wireText, media_id: wireText, created_at: wireNumber })
    .nullish(),
})

export const wirePicture = z.looseObject({ url: z.string() })

export const wireRemarkRequest = z.looseObject({
  userid: z.string(),
  external_userid: z.string(),
  remark: wireText,
  description: wireText,
  remark_company: wireText,
  remark_mobiles: wireTexts,
  remark_pic_mediaid: wireText,
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
  attachments: z
    .array(wireAttachment.extend({ msgtype: z.enum(['image', 'link', 'miniprogram', 'video', 'file']) }))
    .nullish(),
})

export const wireMessageRequest = z.looseObject({
  touser: wireText,
  toparty: wireText,
  totag: wireText,
  msgtype: z.string(),
  agentid: z.number(),
  safe: wireNumber,
  enable_id_trans: wireNumber,
  enable_duplicate_check: wireNumber,
  duplicate_check_interval: wireNumber,
  ...messageBodies,
  miniprogram_notice: z
    .looseObject({
      appid: wireText,
      page: wireText,
      title: wireText,
      description: wireText,
      emphasis_first_item: z.boolean().nullish(),
      content_item: z.array(z.looseObject({ key: wireText, value: wireText })).nullish(),
    })
    .nullish(),
  template_card: wireTemplateCard.nullish(),
})

/** Either a new text for the button or a whole new card. */
export const wireCardUpdateRequest = z.looseObject({
  userids: wireTexts,
  partyids: wireNumbers,
  tagids: wireNumbers,
  atall: wireNumber,
  agentid: z.number(),
  response_code: z.string(),
  enable_id_trans: wireNumber,
  button: z.looseObject({ replace_name: wireText }).nullish(),
  template_card: wireTemplateCard.nullish(),
})

export const wireRobotRequest = z.looseObject({
  msgtype: z.string(),
  text: messageBodies.text,
  markdown: messageBodies.markdown,
  markdown_v2: messageBodies.markdown,
  image: messageBodies.image,
  news: messageBodies.news,
  file: messageBodies.file,
  voice: messageBodies.voice,
  template_card: wireTemplateCard.nullish(),
})
