import { z } from 'zod'
import { wireNumber, wireText, wireTexts } from './common.ts'

export const wireVerdict = z.looseObject({ errcode: wireNumber, errmsg: wireText })
export const wireToken = z.looseObject({ access_token: z.string().min(1), expires_in: wireNumber })
export const wireTicket = z.looseObject({ ticket: z.string().min(1), expires_in: wireNumber })

/** The older path answers with capitals. */
export const wireOauthUser = z.looseObject({
  userid: wireText,
  UserId: wireText,
  openid: wireText,
  OpenId: wireText,
  DeviceId: wireText,
  external_userid: wireText,
  user_ticket: wireText,
})

export const wireUserDetail = z.looseObject({
  userid: z.string(),
  gender: wireNumber,
  avatar: wireText,
  mobile: wireText,
  email: wireText,
  biz_mail: wireText,
})

export const wireIpList = z.looseObject({ ip_list: wireTexts })
