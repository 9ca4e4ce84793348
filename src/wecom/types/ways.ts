import { z } from 'zod'
import { wireNumber, wireNumbers, wireText, wireTexts } from './common.ts'

/** Only temporary chats have one. Reading answers `pic_url` where writing took `media_id`. */
export const wireConclusions = z.looseObject({
  text: z.looseObject({ content: wireText }).nullish(),
  image: z.looseObject({ media_id: wireText, pic_url: wireText }).nullish(),
  link: z.looseObject({ title: wireText, picurl: wireText, desc: wireText, url: wireText }).nullish(),
  miniprogram: z.looseObject({ title: wireText, pic_media_id: wireText, appid: wireText, page: wireText }).nullish(),
})

const wayFields = {
  type: wireNumber,
  scene: wireNumber,
  style: wireNumber,
  remark: wireText,
  skip_verify: z.boolean().nullish(),
  state: wireText,
  user: wireTexts,
  party: wireNumbers,
  is_temp: z.boolean().nullish(),
  expires_in: wireNumber,
  chat_expires_in: wireNumber,
  unionid: wireText,
  is_exclusive: z.boolean().nullish(),
  mark_source: z.boolean().nullish(),
  conclusions: wireConclusions.nullish(),
}

export const wireWayRequest = z.looseObject(wayFields)
export const wireWayAdded = z.looseObject({ config_id: z.string(), qr_code: wireText })
export const wireWay = z.looseObject({
  contact_way: z.looseObject({ config_id: z.string(), qr_code: wireText, ...wayFields }),
})
export const wireWayList = z.looseObject({
  contact_way: z.array(z.looseObject({ config_id: z.string() })).nullish(),
  next_cursor: wireText,
})

export const wireJoinWay = z.looseObject({
  join_way: z.looseObject({
    config_id: z.string(),
    scene: wireNumber,
    remark: wireText,
    auto_create_room: wireNumber,
    room_base_name: wireText,
    room_base_id: wireNumber,
    chat_id_list: wireTexts,
    qr_code: wireText,
    state: wireText,
    mark_source: z.boolean().nullish(),
  }),
})
export const wireJoinWayAdded = z.looseObject({ config_id: z.string() })

export type WireWay = z.infer<typeof wireWay>['contact_way']
export type WireConclusions = z.infer<typeof wireConclusions>
export type WireJoinWay = z.infer<typeof wireJoinWay>['join_way']
