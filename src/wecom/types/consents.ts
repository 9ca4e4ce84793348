import { z } from 'zod'
import { wireNumber, wireText, wireTexts } from './common.ts'

/** WeCom really spells the field like this. */
export const wireConsents = z.looseObject({
  agreeinfo: z
    .array(
      z.looseObject({
        userid: wireText,
        exteranalopenid: z.string(),
        agree_status: wireText,
        status_change_time: wireNumber,
      }),
    )
    .nullish(),
})

export const wirePermittedIds = z.looseObject({ ids: wireTexts })

export const wireInternalRoom = z.looseObject({
  roomname: wireText,
  creator: wireText,
  room_create_time: wireNumber,
  notice: wireText,
  members: z.array(z.looseObject({ memberid: z.string(), jointime: wireNumber })).nullish(),
})

export const wireArchivedRobot = z.looseObject({
  data: z.looseObject({ robot_id: wireText, name: wireText, creator_userid: wireText }).nullish(),
})
