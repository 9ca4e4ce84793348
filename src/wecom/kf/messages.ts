import type { z } from 'zod'
import { dateOf, numberOf, textOf } from '../types/common.ts'
import type { wireKfMessage } from '../types/kf.ts'
import type { KfContent, KfEvent, KfMessage, KfSendFailure } from './types.ts'

type Wire = z.output<typeof wireKfMessage>
type WireEvent = NonNullable<Wire['event']>

const ORIGINS: Readonly<Record<number, KfMessage['from']>> = { 3: 'customer', 4: 'system', 5: 'servicer' }

const FAILURES: Readonly<Record<number, KfSendFailure>> = {
  1: 'account-deleted',
  2: 'app-closed',
  4: 'session-expired',
  5: 'session-closed',
  6: 'over-five-messages',
  8: 'not-verified',
  10: 'refused-by-customer',
  11: 'no-member-online',
  12: 'type-forbidden',
}

const CHANGES = { 1: 'picked', 2: 'transferred', 3: 'ended', 4: 'rejoined' } as const

const bodyOf = (wire: Wire): Record<string, unknown> => {
  const body: unknown = wire[wire.msgtype]
  return typeof body === 'object' && body !== null ? { ...body } : {}
}

const other = (wire: Wire): KfContent => ({ kind: 'other', msgtype: wire.msgtype, body: bodyOf(wire) })

const shopContent = (wire: Wire): KfContent | null => {
  const product = wire.channels_shop_product
  if (wire.msgtype === 'channels_shop_product' && product) {
    const price = numberOf(product.sales_price)
    return {
      kind: 'shop-product',
      productId: textOf(product.product_id),
      title: textOf(product.title),
      priceFen: price,
    }
  }
  const order = wire.channels_shop_order
  if (wire.msgtype !== 'channels_shop_order' || !order) return null
  return {
    kind: 'shop-order',
    orderId: textOf(order.order_id),
    products: textOf(order.product_titles),
    price: textOf(order.price_wording),
    state: textOf(order.state),
  }
}

const sharedContent = (wire: Wire): KfContent | null => {
  const { link, location, miniprogram, channels, merged_msg: merged } = wire
  if (wire.msgtype === 'link' && link) {
    const { title, desc, url, pic_url: picUrl } = link
    return { kind: 'link', title: textOf(title), desc: textOf(desc), url: textOf(url), picUrl: textOf(picUrl) }
  }
  if (wire.msgtype === 'location' && location) {
    const at = { latitude: numberOf(location.latitude), longitude: numberOf(location.longitude) }
    return { kind: 'location', ...at, name: textOf(location.name), address: textOf(location.address) }
  }
  if (wire.msgtype === 'miniprogram' && miniprogram) {
    const { title, appid, pagepath } = miniprogram
    return { kind: 'miniprogram', title: textOf(title), appid: textOf(appid), page: textOf(pagepath) }
  }
  if (wire.msgtype === 'channels' && channels) {
    const { nickname, title } = channels
    return { kind: 'channels', subType: numberOf(channels.sub_type), nickname: textOf(nickname), title: textOf(title) }
  }
  if (wire.msgtype !== 'merged_msg' || !merged) return null
  const items = (merged.item ?? []).map((item) => ({
    at: dateOf(item.send_time),
    msgtype: item.msgtype ?? '',
    sender: textOf(item.sender_name),
    content: item.msg_content ?? '',
  }))
  return { kind: 'merged', title: textOf(merged.title), items }
}

const contentOf = (wire: Wire): KfContent => {
  switch (wire.msgtype) {
    case 'text':
      return wire.text
        ? { kind: 'text', content: wire.text.content ?? '', menuId: textOf(wire.text.menu_id) }
        : other(wire)
    case 'image':
    case 'voice':
    case 'video':
    case 'file': {
      const mediaId = textOf(wire[wire.msgtype]?.media_id)
      return mediaId === null ? other(wire) : { kind: wire.msgtype, mediaId }
    }
    case 'business_card': {
      const userid = textOf(wire.business_card?.userid)
      return userid === null ? other(wire) : { kind: 'business-card', userid }
    }
    default:
      return sharedContent(wire) ?? shopContent(wire) ?? other(wire)
  }
}

const failureOf = (type: string | number | null | undefined): KfSendFailure =>
  FAILURES[numberOf(type) ?? 0] ?? 'unknown'

const changeOf = (type: number | null) =>
  type === 1 || type === 2 || type === 3 || type === 4 ? CHANGES[type] : ('unknown' as const)

const sessionEvent = (event: WireEvent) => {
  switch (event.event_type) {
    case 'enter_session': {
      const { scene, scene_param, welcome_code } = event
      const from = { scene: textOf(scene), sceneParam: textOf(scene_param), welcomeCode: textOf(welcome_code) }
      return { event: 'entered' as const, ...from }
    }
    case 'session_status_change':
      return {
        event: 'session-changed' as const,
        change: changeOf(numberOf(event.change_type)),
        fromUserid: textOf(event.old_servicer_userid),
        toUserid: textOf(event.new_servicer_userid),
        code: textOf(event.msg_code),
      }
    case 'servicer_status_change':
      return {
        event: 'servicer-status' as const,
        servicerUserid: event.servicer_userid ?? '',
        serving: numberOf(event.status) === 1,
        stopType: numberOf(event.stop_type),
      }
    default:
      return null
  }
}

const messageEvent = (event: WireEvent) => {
  const servicerUserid = textOf(event.servicer_userid)
  switch (event.event_type) {
    case 'msg_send_fail':
      return {
        event: 'send-failed' as const,
        failedMsgid: event.fail_msgid ?? '',
        failure: failureOf(event.fail_type),
      }
    case 'user_recall_msg':
    case 'servicer_recall_msg': {
      const by = event.event_type === 'user_recall_msg' ? ('customer' as const) : ('servicer' as const)
      return { event: 'recalled' as const, by, recalledMsgid: event.recall_msgid ?? '', servicerUserid }
    }
    case 'reject_customer_msg_switch_change':
      return { event: 'reject-switch' as const, rejecting: numberOf(event.reject_switch) === 1 }
    default:
      return null
  }
}

const eventOf = (wire: Wire, event: WireEvent): KfEvent => ({
  type: 'event',
  msgid: textOf(wire.msgid),
  at: dateOf(wire.send_time),
  openKfid: textOf(event.open_kfid) ?? textOf(wire.open_kfid),
  externalUserid: textOf(event.external_userid) ?? textOf(wire.external_userid),
  ...(sessionEvent(event) ??
    messageEvent(event) ?? { event: 'other' as const, eventType: event.event_type, body: { ...event } }),
})

/** One row of `kf/sync_msg` in our words. What we have no words for keeps its body. */
export const readKfRow = (wire: Wire): KfMessage | KfEvent => {
  if (wire.msgtype === 'event' && wire.event) return eventOf(wire, wire.event)
  return {
    type: 'message',
    msgid: wire.msgid ?? '',
    openKfid: wire.open_kfid ?? '',
    externalUserid: wire.external_userid ?? '',
    at: dateOf(wire.send_time) ?? new Date(0),
    from: ORIGINS[numberOf(wire.origin) ?? 0] ?? 'unknown',
    servicerUserid: textOf(wire.servicer_userid),
    content: contentOf(wire),
  }
}
