import { and, eq, inArray } from 'drizzle-orm'
import { pinyin } from 'pinyin-pro'
import type { Db } from '../../db/db.ts'
import { type Core, LANES } from '../../spine/core.ts'
import type { ExternalContact, FollowInfo } from '../../wecom/client-data.ts'
import { customers } from '../customers/tables.ts'
import { lockCustomer, profileTagCount } from '../lifecycle/queries.ts'
import type { StageKey } from '../lifecycle/rules-model.ts'
import type { TagsFact } from '../tags/facts.ts'
import { listTagsInHand, loadStageTags, type StageTags, tagIdsOf, tagOrder } from '../tags/queries.ts'
import { relationTags } from '../tags/tables.ts'
import { beginFriendship } from './begin-friendship.ts'
import type { RelationsFact } from './facts.ts'
import { mobileKeysOf } from './mobile-keys.ts'
import { findRelation } from './queries.ts'
import { judgeStageTags } from './rules.ts'
import { relations } from './tables.ts'
import { notTurnedAway } from './turn-away.ts'

export type ReadFollower = FollowInfo & { tagIds: string[] }
export type Reading = {
  contact: ExternalContact
  followers: ReadFollower[]
  /** Database time before WeCom was asked. */
  startedAt: Date
}
type SaveCore = Core<RelationsFact | TagsFact>

/** A friendship older than this was there before us: it is imported, not greeted. */
const RECENT_MS = 24 * 3_600_000

type Person = { stage: StageKey | null; stageSince: Date }

export const isImported = (core: Core, { createdAt }: { createdAt: Date }, person: Person | null): boolean => {
  // A lost customer came back while nobody told us: however late it is found, it is a return.
  if (person?.stage === 'churned' && createdAt > person.stageSince) return false
  return core.now().getTime() - createdAt.getTime() > RECENT_MS
}

/** WeCom may show a friendship for a moment after it ended. */
const LINGERING_MS = 60_000

/**
 * Whether this reading is older than what we know of the pair. One that began after an end was told, and still shows
 * the friendship, is right if the friendship is no older than that end, or once WeCom has had time to forget it.
 */
export const isStale = (
  known: { seenAt: Date | null; endedAt: Date | null; endedBy: string | null },
  read: { createdAt: Date },
  startedAt: Date,
): boolean => {
  const seenMs = known.seenAt?.getTime() ?? 0
  if (known.endedAt === null) return seenMs > startedAt.getTime()
  if (seenMs >= startedAt.getTime()) return true
  // Not told but concluded, from a reading like this one: the newer of the two is right.
  if (known.endedBy === 'unknown') return false
  const endedSecond = Math.floor(known.endedAt.getTime() / 1000) * 1000
  return read.createdAt.getTime() < endedSecond && startedAt.getTime() - seenMs < LINGERING_MS
}

/** For search: the name as it is typed. */
export const spell = (name: string): string => pinyin(name, { toneType: 'none', type: 'array' }).join('').toLowerCase()

/** Writes what WeCom says now, except where something newer is known already: of the person, or of one pair. */
export const saveReading = async (core: SaveCore, tx: Db, reading: Reading): Promise<void> => {
  const { contact, startedAt } = reading
  const { externalUserid } = contact
  const added = new Date(Math.min(...reading.followers.map((one) => one.createdAt.getTime()), core.now().getTime()))
  await tx
    .insert(customers)
    .values({ externalUserid, stageSince: core.now(), firstAddedAt: added, observedSince: core.now() })
    .onConflictDoNothing()
  const row = await lockCustomer(tx, externalUserid)
  const followers = await notTurnedAway(tx, externalUserid, reading.followers)
  if (followers === null) return
  if (row?.fetchedAt == null || row.fetchedAt <= startedAt) {
    await tx
      .update(customers)
      .set({
        name: contact.name,
        namePinyin: spell(contact.name),
        avatar: contact.avatar,
        type: contact.type,
        gender: contact.gender ?? 0,
        corpName: contact.corpName,
        unionid: contact.unionid,
        fetchedAt: startedAt,
      })
      .where(eq(customers.externalUserid, externalUserid))
  }
  for (const follower of followers) await saveFollower(core, tx, { externalUserid, follower, startedAt, person: row })
}

/** Most remarks have no number: they pay for no question. */
const keysFor = async (tx: Db, mobiles: readonly string[]): Promise<string[] | null> =>
  mobiles.length === 0 ? [] : (await mobileKeysOf(tx))(mobiles)

type Follows = { externalUserid: string; follower: ReadFollower; startedAt: Date; person: Person | null }

const saveFollower = async (
  core: SaveCore,
  tx: Db,
  { externalUserid, follower, startedAt, person }: Follows,
): Promise<void> => {
  const pair = { externalUserid, userid: follower.userid }
  const known = await findRelation(tx, pair)
  if (known !== null && isStale(known, follower, startedAt)) return
  const isNew = known === null || known.endedAt !== null
  const fields = {
    remark: follower.remark,
    description: follower.description,
    remarkCorpName: follower.remarkCorpName,
    mobiles: follower.remarkMobiles,
    mobileKeys: await keysFor(tx, follower.remarkMobiles),
    addWay: follower.addWay,
    state: follower.state ?? known?.state ?? null,
    operUserid: follower.operUserid,
    addedAt: follower.createdAt,
    endedAt: null,
    endedBy: null,
    seenAt: startedAt,
  }
  const [row] = await tx
    .insert(relations)
    .values({ ...pair, ...fields })
    .onConflictDoUpdate({ target: [relations.externalUserid, relations.userid], set: fields })
    .returning({ tagsWrittenAt: relations.tagsWrittenAt })
  // WeCom took a tag from us while it was being asked: the answer may be of before. Asked of the row now that it is
  // ours: a sender that ended since it was looked up would have left nothing in hand, and its old tag for a hand's.
  const writtenAt = row?.tagsWrittenAt ?? null
  if (writtenAt !== null && writtenAt > startedAt) await lookAtTagsAgain(core, tx, pair, writtenAt)
  else await saveTags(core, tx, pair, { seen: follower.tagIds, isNew })
  if (!isNew) return
  await recordFound(core, tx, pair, {
    follower,
    returned: known !== null,
    imported: isImported(core, follower, person),
  })
}

type Pair = { externalUserid: string; userid: string }
type Found = { follower: ReadFollower; returned: boolean; imported: boolean }

const recordFound = async (
  core: SaveCore,
  tx: Db,
  pair: Pair,
  { follower, returned, imported }: Found,
): Promise<void> => {
  await beginFriendship(tx, { externalUserid: pair.externalUserid, at: follower.createdAt, returned })
  await core.record(tx, {
    kind: 'relation-added',
    ...pair,
    actor: { kind: 'system', id: 'reading' },
    data: {
      half: false,
      state: follower.state,
      returned,
      imported,
    },
  })
}

const lookAtTagsAgain = (core: SaveCore, tx: Db, { externalUserid }: Pair, writtenAt: Date): Promise<void> =>
  core.later(tx, {
    kind: 'refresh-customer',
    payload: { externalUserid },
    dedupeKey: `refresh:${externalUserid}:tags-${writtenAt.getTime()}`,
    orderKey: externalUserid,
    lane: LANES.bulk,
  })

type SeenTags = { seen: readonly string[]; isNew: boolean }

/** WeCom's word for every tag but those that a message of ours is about to change. */
const saveTags = async (core: SaveCore, tx: Db, pair: Pair, { seen, isNew }: SeenTags): Promise<void> => {
  const stageTags = await loadStageTags(tx)
  const inHand = (await listTagsInHand(tx, [pair])).get(tagOrder(pair)) ?? { stage: false, ids: [] }
  const isStage = (id: string) => stageTags?.byTag.has(id) === true
  const isOurs = (id: string) => inHand.ids.includes(id) || (inHand.stage && isStage(id))
  const before = new Set(await tagIdsOf(tx, pair))
  const after = new Set([...seen.filter((id) => !isOurs(id)), ...[...before].filter(isOurs)])
  await replaceTags(core, tx, pair, { before, after, isStage })
  if (!isNew && !inHand.stage && stageTags !== null) await compareStageTags(core, tx, pair, { seen, stageTags })
}

type Replaced = { before: ReadonlySet<string>; after: ReadonlySet<string>; isStage: (id: string) => boolean }

const replaceTags = async (core: SaveCore, tx: Db, pair: Pair, { before, after, isStage }: Replaced): Promise<void> => {
  const added = [...after].filter((id) => !before.has(id))
  const removed = [...before].filter((id) => !after.has(id))
  const here = and(eq(relationTags.externalUserid, pair.externalUserid), eq(relationTags.userid, pair.userid))
  if (removed.length > 0) await tx.delete(relationTags).where(and(here, inArray(relationTags.tagId, removed)))
  if (added.length > 0) {
    await tx
      .insert(relationTags)
      .values(added.map((tagId) => ({ ...pair, tagId })))
      .onConflictDoNothing()
  }
  const ofPeople = (id: string) => !isStage(id)
  const [plus, minus] = [added.filter(ofPeople), removed.filter(ofPeople)]
  if (plus.length + minus.length === 0) return
  await core.record(tx, {
    kind: 'tags-changed',
    ...pair,
    actor: { kind: 'member', id: pair.userid },
    data: { added: plus, removed: minus, profileTags: await profileTagCount(tx, pair.externalUserid) },
  })
}

/** A stage tag that neither is the stage nor was written by us was set by a hand in WeCom. */
const compareStageTags = async (
  core: SaveCore,
  tx: Db,
  pair: Pair,
  { seen, stageTags }: { seen: readonly string[]; stageTags: StageTags },
): Promise<void> => {
  const customer = await lockCustomer(tx, pair.externalUserid)
  const relation = await findRelation(tx, pair)
  const verdict = judgeStageTags({
    current: customer?.stage ?? null,
    written: relation?.stageTagWritten ?? null,
    seen: seen.flatMap((id) => stageTags.byTag.get(id) ?? []),
  })
  if (verdict.kind === 'edited') {
    const actor = { kind: 'member', id: pair.userid } as const
    await core.record(tx, { kind: 'stage-tag-edited', ...pair, actor, data: { to: verdict.to } })
  }
  if (verdict.kind === 'repair') {
    const occurrenceKey = `stage-tag:${pair.externalUserid}:${pair.userid}:repair-${core.now().getTime()}`
    await core.send(tx, { kind: 'stage-tag', payload: pair, occurrenceKey, orderKey: tagOrder(pair) })
  }
}
