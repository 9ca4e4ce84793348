import { createHash } from 'node:crypto'
import type { Kernel } from '../kernel.ts'
import { type ApiContext, type Apis, type Body, fine, numberIn, pageOf, type Reply, refuse, textIn } from './replies.ts'
import { sees } from './scopes.ts'

const PAGE = 1000
const TEMPORARY_SECONDS = 4 * 3600

/** Another one every four hours. */
const temporaryId = (kernel: Kernel, id: string): string =>
  createHash('sha256')
    .update(`${Math.floor(kernel.seconds() / TEMPORARY_SECONDS)}\n${id}`)
    .digest('base64url')
    .slice(0, 32)

const masked = (name: string): string => `***${[...name].at(-1) ?? ''}`

/** Friends by their rep, the people of customer groups by their group; who is nobody's friend shows a masked name. */
const rowsOf = (kernel: Kernel): Body[] => {
  const { members, customers, relations, groups } = kernel.state
  const inRange = (userid: string): boolean => {
    const member = members.get(userid)
    return member !== undefined && sees(kernel, member)
  }
  const friends = [...relations.values()].filter((one) => one.alive && !one.half && inRange(one.userid))
  const known = new Set(friends.map((one) => one.externalUserid))
  const who = (id: string): Body => ({
    is_customer: known.has(id),
    tmp_openid: temporaryId(kernel, id),
    ...(known.has(id) ? { external_userid: id } : { name: masked(customers.get(id)?.name ?? '') }),
  })
  return [
    ...friends.map((one) => ({
      ...who(one.externalUserid),
      follow_userid: one.userid,
      add_time: one.createdAt,
    })),
    ...[...groups.values()]
      .filter((group) => inRange(group.owner))
      .flatMap((group) =>
        group.members
          .filter((member) => member.type === 2)
          .map((member) => ({
            ...who(member.id),
            chat_id: group.chatId,
            chat_name: group.name,
            add_time: member.joinedAt,
          })),
      ),
  ]
}

const list = (context: ApiContext): Reply => {
  const limit = numberIn(context.body, 'limit') ?? PAGE
  if (limit < 1 || limit > PAGE) return refuse(context, 40058)
  const { page, nextCursor } = pageOf(rowsOf(context.kernel), textIn(context.body, 'cursor'), limit)
  return fine({ info_list: page, next_cursor: nextCursor })
}

export const servedApis: Apis = {
  'externalcontact/contact_list': { method: 'POST', empty: { info_list: [] }, run: list },
}
