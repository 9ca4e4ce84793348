import { z } from 'zod'
import { wireTemplateCard } from './cards.ts'
import { wireNumber, wireText, wireTexts } from './common.ts'

const file = z.looseObject({ url: z.string(), aeskey: wireText })
const text = z.looseObject({ content: z.string() })

const parts = {
  text: text.nullish(),
  image: file.nullish(),
  voice: text.nullish(),
  file: file.nullish(),
  video: file.nullish(),
}

const item = z.looseObject({ msgtype: z.string(), ...parts })

const cardEvent = z.looseObject({
  card_type: wireText,
  event_key: wireText,
  task_id: wireText,
  selected_items: z
    .looseObject({
      selected_item: z
        .array(
          z.looseObject({
            question_key: z.string(),
            option_ids: z.looseObject({ option_id: wireTexts }).nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
})

/** Messages, events and the calls for more of a stream: one shape, as all come to one address. */
export const wireRobotIncoming = z.looseObject({
  msgid: z.string(),
  aibotid: wireText,
  create_time: wireNumber,
  chatid: wireText,
  chattype: wireText,
  from: z.looseObject({ userid: wireText, corpid: wireText }).nullish(),
  response_url: wireText,
  msgtype: z.string(),
  ...parts,
  mixed: z.looseObject({ msg_item: z.array(item).nullish() }).nullish(),
  stream: z.looseObject({ id: z.string() }).nullish(),
  quote: z
    .looseObject({
      msgtype: z.string(),
      ...parts,
      mixed: z.looseObject({ msg_item: z.array(item).nullish() }).nullish(),
    })
    .nullish(),
  event: z
    .looseObject({
      eventtype: z.string(),
      template_card_event: cardEvent.nullish(),
      feedback_event: z
        .looseObject({
          id: wireText,
          type: wireNumber,
          content: wireText,
          inaccurate_reason_list: z.array(z.number()).nullish(),
        })
        .nullish(),
      event_key: wireText,
      task_id: wireText,
    })
    .nullish(),
})

const feedback = z.looseObject({ id: z.string() }).nullish()
const stream = z.looseObject({
  id: z.string(),
  finish: z.boolean().nullish(),
  content: wireText,
  msg_item: z
    .array(
      z.looseObject({ msgtype: z.string(), image: z.looseObject({ base64: z.string(), md5: z.string() }).nullish() }),
    )
    .nullish(),
  feedback,
})

/** What a robot answers or sends by itself. */
export const wireRobotReply = z.looseObject({
  msgtype: z.string(),
  text: text.nullish(),
  markdown: z.looseObject({ content: z.string(), feedback }).nullish(),
  stream: stream.nullish(),
  template_card: wireTemplateCard.nullish(),
})

export const wireRobotEnvelopeIn = z.looseObject({ encrypt: z.string() })
export const wireRobotEnvelopeOut = z.looseObject({
  encrypt: z.string(),
  msgsignature: z.string(),
  timestamp: z.number(),
  nonce: z.string(),
})

/** One frame of the long connection; a receipt has no `cmd`. */
export const wireRobotFrame = z.looseObject({
  cmd: wireText,
  headers: z.looseObject({ req_id: z.string() }),
  body: z.looseObject({}).nullish(),
  errcode: wireNumber,
  errmsg: wireText,
})
