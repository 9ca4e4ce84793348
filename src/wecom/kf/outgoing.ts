import { byteLength } from '../bytes.ts'
import { WecomRefused } from '../errors.ts'
import type { KfMenu, KfMenuItem, KfOutgoing } from './types.ts'

const TEXT_BYTES = 2048
const MENU_ITEMS = 10
const MSGID = /^[0-9a-zA-Z_-]{1,32}$/

const refuse = (api: string, errcode: number, errmsg: string): never => {
  throw new WecomRefused(api, { errcode, errmsg: `${errmsg} (not sent)` })
}

const wireMenuItem = (item: KfMenuItem): Record<string, unknown> => {
  switch (item.kind) {
    case 'click':
      return { type: 'click', click: { id: item.id, content: item.content } }
    case 'view':
      return { type: 'view', view: { url: item.url, content: item.content } }
    case 'miniprogram':
      return { type: 'miniprogram', miniprogram: { appid: item.appid, pagepath: item.page, content: item.content } }
    case 'text':
      return { type: 'text', text: { content: item.content } }
  }
}

const wireMenu = (api: string, menu: KfMenu): Record<string, unknown> => {
  if (menu.items.length > MENU_ITEMS) refuse(api, 95008, `a menu has at most ${MENU_ITEMS} items`)
  return { head_content: menu.head, list: menu.items.map(wireMenuItem), tail_content: menu.tail }
}

const wireText = (api: string, content: string): Record<string, unknown> => {
  if (content.trim() === '') refuse(api, 44004, 'text.content is empty')
  if (byteLength(content) > TEXT_BYTES) refuse(api, 45002, `text.content exceeds ${TEXT_BYTES} bytes`)
  return { content }
}

/** WeCom's spelling of a message to a customer. Throws WecomRefused for what WeCom would refuse. */
export const wireKfOutgoing = (api: string, message: KfOutgoing): Record<string, unknown> => {
  switch (message.kind) {
    case 'text':
      return { msgtype: 'text', text: wireText(api, message.content) }
    case 'image':
    case 'voice':
    case 'video':
    case 'file':
      return { msgtype: message.kind, [message.kind]: { media_id: message.mediaId } }
    case 'link': {
      const { title, desc, url, thumbMediaId } = message
      return { msgtype: 'link', link: { title, desc, url, thumb_media_id: thumbMediaId } }
    }
    case 'miniprogram': {
      const { appid, title, thumbMediaId, page } = message
      return { msgtype: 'miniprogram', miniprogram: { appid, title, thumb_media_id: thumbMediaId, pagepath: page } }
    }
    case 'menu':
      return { msgtype: 'msgmenu', msgmenu: wireMenu(api, message.menu) }
    case 'location': {
      const { kind: _kind, ...location } = message
      return { msgtype: 'location', location }
    }
    case 'business-card':
      return { msgtype: 'business_card', business_card: { userid: message.userid } }
    case 'acquisition-link':
      return { msgtype: 'ca_link', ca_link: { link_url: message.url } }
  }
}

/** A msgid that WeCom would refuse is refused here: a typo must not cost one of the five messages. */
export const checkedMsgid = (api: string, msgid: string | undefined): string | undefined => {
  if (msgid !== undefined && !MSGID.test(msgid)) refuse(api, 40058, 'msgid is 1 to 32 of [0-9a-zA-Z_-]')
  return msgid
}
