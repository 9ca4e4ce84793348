import { createHash } from 'node:crypto'
import { type ApiContext, type Apis, fine, type Reply, refuse, textIn } from './replies.ts'

/** WeChat's ids of a person: the same whenever asked, different for everybody. */
export const unionIdsOf = (externalUserid: string): { unionid: string; openid: string } => {
  const [one = '', other = ''] = ['union', 'open'].map((kind) =>
    createHash('sha256').update(`${kind} ${externalUserid}`).digest('base64url').slice(0, 26),
  )
  return { unionid: `oz${one}`, openid: `o1${other}` }
}

/** Only of customers somebody in the corp has; 84061 for everybody else. */
const externalUserid = (context: ApiContext): Reply => {
  const [unionid, openid] = [textIn(context.body, 'unionid'), textIn(context.body, 'openid')]
  if (unionid === '' || openid === '') return refuse(context, 40063)
  const friend = [...context.kernel.state.relations.values()].find(
    (one) => one.alive && unionIdsOf(one.externalUserid).unionid === unionid,
  )
  if (friend === undefined || unionIdsOf(friend.externalUserid).openid !== openid) return refuse(context, 84061)
  return fine({ external_userid: friend.externalUserid })
}

export const unionIdApis: Apis = {
  'externalcontact/unionid_to_external_userid': { method: 'POST', run: externalUserid },
}
