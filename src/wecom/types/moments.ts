import { z } from 'zod'
import { wireNumber, wireNumbers, wireText, wireTexts } from './common.ts'
import { wireContentText } from './sends.ts'

export const wireMomentCreated = z.looseObject({ jobid: z.string() })

/** `result` counts only once `status` is 3; its own errcode is the verdict, whatever the outer one says. */
export const wireMomentJob = z.looseObject({
  status: wireNumber,
  type: wireText,
  result: z
    .looseObject({
      errcode: wireNumber,
      errmsg: wireText,
      moment_id: wireText,
      invalid_sender_list: z.looseObject({ user_list: wireTexts, department_list: wireNumbers }).nullish(),
      invalid_external_contact_list: z.looseObject({ tag_list: wireTexts }).nullish(),
    })
    .nullish(),
})

const wireMomentMedia = z.looseObject({ media_id: wireText })

export const wireMomentList = z.looseObject({
  moment_list: z
    .array(
      z.looseObject({
        moment_id: z.string(),
        creator: wireText,
        create_time: wireNumber,
        create_type: wireNumber,
        visible_type: wireNumber,
        text: wireContentText,
        image: z.array(wireMomentMedia).nullish(),
        video: z.looseObject({ media_id: wireText, thumb_media_id: wireText }).nullish(),
        link: z.looseObject({ title: wireText, url: wireText }).nullish(),
      }),
    )
    .nullish(),
  next_cursor: wireText,
})

export const wireMomentTasks = z.looseObject({
  task_list: z.array(z.looseObject({ userid: z.string(), publish_status: wireNumber })).nullish(),
  next_cursor: wireText,
})

/** The visible range and the send result are the same rows; the second names no member. */
export const wireMomentCustomers = z.looseObject({
  customer_list: z.array(z.looseObject({ external_userid: z.string(), userid: wireText })).nullish(),
  next_cursor: wireText,
})

const wireMomentSign = z.looseObject({ external_userid: wireText, userid: wireText, create_time: wireNumber })
export const wireMomentComments = z.looseObject({
  comment_list: z.array(wireMomentSign).nullish(),
  like_list: z.array(wireMomentSign).nullish(),
})

export type WireMomentSign = z.infer<typeof wireMomentSign>
