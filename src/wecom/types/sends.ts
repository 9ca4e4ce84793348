import { z } from 'zod'
import { wireNumber, wireText, wireTexts } from './common.ts'

/** What a group send, a welcome and a moment carry besides their text. */
export const wireAttachment = z.looseObject({
  msgtype: z.string(),
  image: z.looseObject({ media_id: wireText, pic_url: wireText }).nullish(),
  link: z
    .looseObject({ title: wireText, picurl: wireText, desc: wireText, url: wireText, media_id: wireText })
    .nullish(),
  miniprogram: z.looseObject({ title: wireText, pic_media_id: wireText, appid: wireText, page: wireText }).nullish(),
  video: z.looseObject({ media_id: wireText }).nullish(),
  file: z.looseObject({ media_id: wireText }).nullish(),
})

export const wireContentText = z.looseObject({ content: wireText }).nullish()

export const wireGroupSendRequest = z.looseObject({
  chat_type: wireText,
  external_userid: wireTexts,
  chat_id_list: wireTexts,
  tag_filter: z.looseObject({ group_list: z.array(z.looseObject({ tag_list: wireTexts })).nullish() }).nullish(),
  sender: wireText,
  allow_select: z.boolean().nullish(),
  text: wireContentText,
  attachments: z.array(wireAttachment).nullish(),
})

export const wireGroupSendCreated = z.looseObject({ msgid: z.string(), fail_list: wireTexts })

export const wireGroupSendList = z.looseObject({
  group_msg_list: z
    .array(
      z.looseObject({
        msgid: z.string(),
        creator: wireText,
        create_time: wireNumber,
        create_type: wireNumber,
        text: wireContentText,
        attachments: z.array(wireAttachment).nullish(),
      }),
    )
    .nullish(),
  next_cursor: wireText,
})

export const wireGroupSendTasks = z.looseObject({
  task_list: z.array(z.looseObject({ userid: z.string(), status: wireNumber, send_time: wireNumber })).nullish(),
  next_cursor: wireText,
})

const wireSendRow = z.looseObject({
  external_userid: wireText,
  chat_id: wireText,
  userid: wireText,
  status: wireNumber,
  send_time: wireNumber,
})

/** The older call answers the same rows as `detail_list`. */
export const wireGroupSendResults = z.looseObject({
  send_list: z.array(wireSendRow).nullish(),
  detail_list: z.array(wireSendRow).nullish(),
  next_cursor: wireText,
})

/** A template has its one attachment by name, not in a list. */
const templateFields = {
  text: wireContentText,
  image: wireAttachment.shape.image,
  link: wireAttachment.shape.link,
  miniprogram: wireAttachment.shape.miniprogram,
  file: wireAttachment.shape.file,
  video: wireAttachment.shape.video,
}
export const wireGroupWelcome = z.looseObject(templateFields)
export const wireGroupWelcomeAdded = z.looseObject({ template_id: z.string() })

export type WireAttachment = z.infer<typeof wireAttachment>
export type WireGroupWelcome = z.infer<typeof wireGroupWelcome>
export type WireSendRow = z.infer<typeof wireSendRow>
