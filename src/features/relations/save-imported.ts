import { sql } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { seal } from '../../db/sealing.ts'
import type { CustomerRow as ReadRow } from '../../wecom/client-data.ts'
import { mobileKeysOf } from './mobile-keys.ts'
import type { PageCore } from './save-page.ts'

type Imported = { rows: readonly ReadRow[]; startedAt: Date; mayBeGone: boolean }

/** Friendships that were there before us. Their customers are stored already. */
export const insertImported = async (
  core: PageCore,
  tx: Db,
  { rows, startedAt, mayBeGone }: Imported,
): Promise<void> => {
  if (rows.length === 0) return
  await insertRelations(tx, rows, startedAt)
  await insertTags(tx, rows)
  if (mayBeGone) await bringBack(tx, rows)
  await core.recordMany(
    tx,
    rows.map(({ contact, follow }) => ({
      kind: 'relation-added',
      externalUserid: contact.externalUserid,
      userid: follow.userid,
      actor: { kind: 'system', id: 'reading' },
      data: { half: false, state: follow.state, returned: false, imported: true },
    })),
  )
}

/** `beginFriendship` for a page: these are no returns, or they would not be imported. */
const bringBack = async (tx: Db, rows: readonly ReadRow[]): Promise<void> => {
  const values = rows.map(({ contact, follow }) => ({ id: contact.externalUserid, added: follow.createdAt }))
  await tx.execute(
    sql`update customers c set gone_at = null, last_added_at = greatest(c.last_added_at, r.added)
        from (select id, max(added) as added from jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
          as one(id text, added timestamptz) group by id) r
        where c.external_userid = r.id
          and (c.gone_at is not null or r.added > greatest(c.first_added_at, c.last_added_at))`,
  )
}

const insertRelations = async (tx: Db, rows: readonly ReadRow[], startedAt: Date): Promise<void> => {
  const keysOf = await mobileKeysOf(tx)
  const values = rows.map(({ contact, follow }) => ({
    external_userid: contact.externalUserid,
    userid: follow.userid,
    remark: follow.remark,
    description: follow.description,
    remark_corp_name: follow.remarkCorpName,
    // Past the column, which would seal them itself.
    mobiles: follow.remarkMobiles.map((one) => seal(one, 'relations.mobiles')),
    mobile_keys: keysOf(follow.remarkMobiles),
    add_way: follow.addWay,
    state: follow.state,
    oper_userid: follow.operUserid,
    added_at: follow.createdAt,
  }))
  await tx.execute(
    sql`insert into relations (external_userid, userid, remark, description, remark_corp_name, mobiles, mobile_keys,
          add_way, state, oper_userid, added_at, seen_at)
        select r.external_userid, r.userid, r.remark, r.description, r.remark_corp_name,
          coalesce((select array_agg(one) from jsonb_array_elements_text(r.mobiles) one), '{}'),
          case when jsonb_typeof(r.mobile_keys) = 'array'
            then coalesce((select array_agg(one) from jsonb_array_elements_text(r.mobile_keys) one), '{}') end,
          r.add_way, r.state, r.oper_userid, r.added_at, ${startedAt.toISOString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r(external_userid text, userid text, remark text,
          description text, remark_corp_name text, mobiles jsonb, mobile_keys jsonb, add_way int, state text, oper_userid text,
          added_at timestamptz)
        on conflict (external_userid, userid) do nothing`,
  )
}

const insertTags = async (tx: Db, rows: readonly ReadRow[]): Promise<void> => {
  const values = rows.flatMap(({ contact, follow }) =>
    follow.tagIds.map((tag) => ({ id: contact.externalUserid, userid: follow.userid, tag })),
  )
  if (values.length === 0) return
  await tx.execute(
    sql`insert into relation_tags (external_userid, userid, tag_id)
        select r.id, r.userid, r.tag from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r(id text, userid text, tag text)
        on conflict do nothing`,
  )
}
