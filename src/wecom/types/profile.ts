import { z } from 'zod'
import { wireNumber, wireText } from './common.ts'

/** A field that somebody made up in the console: a text (type 0), an address (1) or a mini program (2). */
const attribute = z.looseObject({
  type: wireNumber,
  name: wireText,
  text: z.looseObject({ value: wireText }).nullish(),
  web: z.looseObject({ url: wireText, title: wireText }).nullish(),
  miniprogram: z.looseObject({ appid: wireText, pagepath: wireText, title: wireText }).nullish(),
})

/** Fields inside the company. */
export const wireAttributes = z.looseObject({ attrs: z.array(attribute).nullish() }).nullish()

/** What a member or a contact shows to people outside. */
export const wireProfile = z
  .looseObject({
    external_corp_name: wireText,
    wechat_channels: z.looseObject({ nickname: wireText, status: wireNumber }).nullish(),
    external_attr: z.array(attribute).nullish(),
  })
  .nullish()
