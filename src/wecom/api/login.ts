import type { OauthUser } from '../client-data.ts'
import type { Wecom } from '../client-types.ts'
import type { Ask, Core } from '../core.ts'
import { wireOauthUser, wireUserDetail } from '../types/auth.ts'
import { numberOf, textOf } from '../types/common.ts'

export type LoginApi = Pick<Wecom, 'oauthUser' | 'userDetail' | 'jsapiTicket' | 'agentTicket'>

const readOauthUser = async (ask: Ask, code: string): Promise<OauthUser> => {
  const reply = await ask('auth/getuserinfo', wireOauthUser, { query: { code } })
  const userid = textOf(reply.userid) ?? textOf(reply.UserId)
  if (userid !== null) return { kind: 'member', userid, userTicket: textOf(reply.user_ticket) }
  const openid = textOf(reply.openid) ?? textOf(reply.OpenId)
  return { kind: 'outsider', externalUserid: textOf(reply.external_userid), openid }
}

export const loginApi = (ask: Ask, tokens: Core['tokens']): LoginApi => ({
  oauthUser: (code) => readOauthUser(ask, code),
  userDetail: async (userTicket) => {
    const reply = await ask('auth/getuserdetail', wireUserDetail, { body: { user_ticket: userTicket } })
    return {
      userid: reply.userid,
      gender: numberOf(reply.gender),
      avatar: textOf(reply.avatar),
      mobile: textOf(reply.mobile),
      email: textOf(reply.email) ?? textOf(reply.biz_mail),
    }
  },
  jsapiTicket: async () => (await tokens.current('jsapi-ticket')).token,
  agentTicket: async () => (await tokens.current('agent-ticket')).token,
})
