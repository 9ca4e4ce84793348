import { z } from 'zod'
import { wireNumber, wireText, wireTexts } from './common.ts'

const media = z.looseObject({ media_id: wireText })

const menuItem = z.looseObject({
  type: wireText,
  click: z.looseObject({ id: wireText, content: wireText }).nullish(),
  view: z.looseObject({ url: wireText, content: wireText }).nullish(),
  miniprogram: z.looseObject({ appid: wireText, pagepath: wireText, content: wireText }).nullish(),
  text: z.looseObject({ content: wireText, no_newline: wireNumber }).nullish(),
})

/** Bodies that stand under the name of their message type. Anything else of a message stays as it came. */
const bodies = {
  text: z.looseObject({ content: wireText, menu_id: wireText }).nullish(),
  image: media.nullish(),
  voice: media.nullish(),
  video: media.nullish(),
  file: media.nullish(),
  location: z.looseObject({ latitude: wireNumber, longitude: wireNumber, name: wireText, address: wireText }).nullish(),
  link: z.looseObject({ title: wireText, desc: wireText, url: wireText, pic_url: wireText }).nullish(),
  business_card: z.looseObject({ userid: wireText }).nullish(),
  miniprogram: z
    .looseObject({ title: wireText, appid: wireText, pagepath: wireText, thumb_media_id: wireText })
    .nullish(),
  msgmenu: z
    .looseObject({
      head_content: wireText,
      list: z.array(menuItem).nullish(),
      tail_content: wireText,
    })
    .nullish(),
  channels: z.looseObject({ sub_type: wireNumber, nickname: wireText, title: wireText }).nullish(),
  channels_shop_product: z
    .looseObject({
      product_id: wireText,
      head_img: wireText,
      title: wireText,
      sales_price: wireNumber,
      shop_nickname: wireText,
      shop_head_img: wireText,
    })
    .nullish(),
  channels_shop_order: z
    .looseObject({
      order_id: wireText,
      product_titles: wireText,
      price_wording: wireText,
      state: wireText,
      image_url: wireText,
      shop_nickname: wireText,
    })
    .nullish(),
  merged_msg: z
    .looseObject({
      title: wireText,
      item: z
        .array(
          z.looseObject({ send_time: wireNumber, msgtype: wireText, sender_name: wireText, msg_content: wireText }),
        )
        .nullish(),
    })
    .nullish(),
}

/** One shape for all events: which fields are there depends on `event_type`. */
const wireKfEvent = z.looseObject({
  event_type: z.string(),
  open_kfid: wireText,
  external_userid: wireText,
  scene: wireText,
  scene_param: wireText,
  welcome_code: wireText,
  wechat_channels: z.looseObject({ nickname: wireText, scene: wireNumber }).nullish(),
  fail_msgid: wireText,
  fail_type: wireNumber,
  servicer_userid: wireText,
  status: wireNumber,
  stop_type: wireNumber,
  change_type: wireNumber,
  old_servicer_userid: wireText,
  new_servicer_userid: wireText,
  msg_code: wireText,
  recall_msgid: wireText,
  reject_switch: wireNumber,
})

/** Events of an account carry their ids inside `event` and often no `msgid` of their own. */
export const wireKfMessage = z.looseObject({
  msgid: wireText,
  open_kfid: wireText,
  external_userid: wireText,
  send_time: wireNumber,
  origin: wireNumber,
  servicer_userid: wireText,
  msgtype: z.string(),
  ...bodies,
  event: wireKfEvent.nullish(),
})

export const wireKfSync = z.looseObject({
  next_cursor: wireText,
  has_more: wireNumber,
  msg_list: z.array(wireKfMessage).nullish(),
})

export const wireKfSendRequest = z.looseObject({
  touser: z.string(),
  open_kfid: z.string(),
  msgid: wireText,
  msgtype: z.string(),
  text: bodies.text,
  image: bodies.image,
  voice: bodies.voice,
  video: bodies.video,
  file: bodies.file,
  location: bodies.location,
  link: z.looseObject({ title: wireText, desc: wireText, url: wireText, thumb_media_id: wireText }).nullish(),
  business_card: bodies.business_card,
  miniprogram: bodies.miniprogram,
  msgmenu: bodies.msgmenu,
  ca_link: z.looseObject({ link_url: wireText }).nullish(),
})

export const wireKfSent = z.looseObject({ msgid: wireText })
export const wireKfAccountAdded = z.looseObject({ open_kfid: z.string() })
export const wireKfContactWay = z.looseObject({ url: z.string() })

export const wireKfAccounts = z.looseObject({
  account_list: z
    .array(
      z.looseObject({
        open_kfid: z.string(),
        name: wireText,
        avatar: wireText,
        manage_privilege: z.boolean().nullish(),
      }),
    )
    .nullish(),
})

export const wireKfServicerResults = z.looseObject({
  result_list: z
    .array(z.looseObject({ userid: wireText, department_id: wireNumber, errcode: wireNumber, errmsg: wireText }))
    .nullish(),
})

export const wireKfServicers = z.looseObject({
  servicer_list: z
    .array(z.looseObject({ userid: wireText, status: wireNumber, stop_type: wireNumber, department_id: wireNumber }))
    .nullish(),
})

/** An older client library reads `service_userid`; the published samples say `servicer_userid`. */
export const wireKfState = z.looseObject({
  service_state: wireNumber,
  servicer_userid: wireText,
  service_userid: wireText,
})
export const wireKfMoved = z.looseObject({ msg_code: wireText })

export const wireKfCustomers = z.looseObject({
  customer_list: z
    .array(
      z.looseObject({
        external_userid: z.string(),
        nickname: wireText,
        avatar: wireText,
        gender: wireNumber,
        unionid: wireText,
        enter_session_context: z.looseObject({ scene: wireText, scene_param: wireText }).nullish(),
      }),
    )
    .nullish(),
  invalid_external_userid: wireTexts,
})

export const wireKfStatistics = z.looseObject({
  statistic_list: z
    .array(
      z.looseObject({
        stat_time: wireNumber,
        statistic: z.looseObject({}).catchall(z.union([z.number(), z.string(), z.null()])),
      }),
    )
    .nullish(),
})
