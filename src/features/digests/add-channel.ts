import { eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import type { Core } from '../../spine/core.ts'
import { membersOf, type Scope } from '../members/rules.ts'
import { departments, members } from '../members/tables.ts'
import { loadWholeOrg } from '../targets/queries.ts'
import type { ChannelRow } from './queries.ts'
import type { DigestKind } from './rules.ts'
import type { Audience } from './rules-data.ts'
import { type ChannelScopeData, digestChannels } from './tables.ts'

/** Says whether an address is a group robot's on the API we talk to: no other address is ever called. */
export type CheckUrl = (url: string) => { ok: boolean }

export type AddChannel = {
  name: string
  url: string
  scope: ChannelScopeData
  kinds: readonly DigestKind[]
  audience: Audience
  createdBy: string
  /** What its maker may see: nobody gets figures sent to a group that he could not read himself. */
  within: Scope
}

export type ChannelRefusal = 'bad-robot-url' | 'no-such-department' | 'no-such-member' | 'outside-scope'
export type AddChannelResult = { ok: true; channel: ChannelRow } | { ok: false; why: ChannelRefusal }

export const addChannel = async (
  core: Core,
  checkUrl: CheckUrl,
  { within, ...input }: AddChannel,
): Promise<AddChannelResult> => {
  const url = input.url.trim()
  if (!checkUrl(url).ok) return { ok: false, why: 'bad-robot-url' }
  return core.db.transaction(async (tx): Promise<AddChannelResult> => {
    const scope = await knownScope(tx, input.scope)
    if (typeof scope === 'string') return { ok: false, why: scope }
    if (!(await isWithin(tx, scope, within))) return { ok: false, why: 'outside-scope' }
    const [channel] = await tx
      .insert(digestChannels)
      .values({ ...input, url, scope, kinds: [...new Set(input.kinds)], createdAt: core.now() })
      .returning()
    if (channel === undefined) throw new Error('the channel was not saved')
    await core.audit(tx, { actor: input.createdBy, action: 'channel-added', object: String(channel.id) })
    return { ok: true, channel }
  })
}

/** Userids in our own spelling: WeCom takes 'WangMin' for 'wangmin', a query does not. */
const knownScope = async (
  tx: Db,
  scope: ChannelScopeData,
): Promise<ChannelScopeData | 'no-such-department' | 'no-such-member'> => {
  if ('department' in scope) {
    const rows = await tx.select().from(departments).where(eq(departments.id, scope.department))
    return rows.length === 0 ? 'no-such-department' : scope
  }
  if (!('userids' in scope)) return scope
  const rows = await tx
    .select({ userid: members.userid, lower: members.useridLower })
    .from(members)
    .where(
      inArray(
        members.useridLower,
        scope.userids.map((userid) => userid.toLowerCase()),
      ),
    )
  const spelling = new Map(rows.map((row) => [row.lower, row.userid]))
  const userids = scope.userids.flatMap((userid) => spelling.get(userid.toLowerCase()) ?? [])
  return userids.length < scope.userids.length ? 'no-such-member' : { userids: [...new Set(userids)] }
}

const isWithin = async (tx: Db, scope: ChannelScopeData, within: Scope): Promise<boolean> => {
  if (within.all) return true
  if ('company' in scope) return false
  const people = 'userids' in scope ? scope.userids : membersOf([scope.department], await loadWholeOrg(tx))
  return people.length > 0 && people.every((userid) => within.userids.includes(userid))
}
