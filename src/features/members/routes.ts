import { createHash, randomBytes } from 'node:crypto'
import { and, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { Refusal, route } from '../../http/route.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import type { Wecom } from '../../wecom/client-types.ts'
import { signPage } from '../../wecom/jssdk.ts'
import { ok, page, pageOf, wholeQuery } from '../settings/shapes.ts'
import { findMember, listDepartments, listMembers } from './queries.ts'
import { roleOf } from './rules.ts'
import { deviceFrom } from './rules-device.ts'
import { endOwnSession, listSessions } from './sessions.ts'
import { department, jsSignature, me, member, ownSession } from './shapes.ts'
import { apiKeys } from './tables.ts'

type Deps = {
  core: Core
  wecom: Pick<Wecom, 'jsapiTicket' | 'agentTicket'>
  app: { corpId: string; agentId: string; admins: readonly string[]; publicUrl: () => string }
}

const API_SCOPES = ['orders:write', 'customers:read', 'events:read'] as const
const keyView = z.object({ id: z.string(), name: z.string(), scopes: z.array(z.string()), createdAt: z.string() })
export const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex')

export const memberRoutes = ({ core, wecom, app }: Deps) => ({
  'GET /api/me': route({
    summary: 'Who is signed in',
    reply: me,
    handle: async ({ caller }) => {
      const row = await findMember(core.db, caller.userid)
      const units = await listDepartments(core.db)
      const unit = units.find((one) => one.id === row?.departmentIds[0])
      return { userid: caller.userid, name: caller.name, role: caller.role, department: unit?.name ?? null }
    },
  }),
  'GET /api/me/sessions': route({
    summary: 'Where the caller is signed in',
    query: wholeQuery,
    reply: page(ownSession),
    handle: async ({ query, caller }) => {
      const rows = await listSessions(core.db, caller.userid)
      return pageOf(
        rows.map(({ id, device, signedInAt, seenAt }) => ({
          id,
          ...deviceFrom(device),
          current: id === caller.session,
          signedInAt: signedInAt.toISOString(),
          seenAt: new Date(seenAt).toISOString(),
        })),
        query,
      )
    },
  }),
  'DELETE /api/me/sessions/:id': route({
    summary: 'Signs the caller out on one of his devices, at once',
    params: z.object({ id: z.string().min(1).max(32) }),
    reply: ok,
    handle: async ({ params, caller, lang }) => {
      if (!(await endOwnSession(core.db, caller.userid, params.id)))
        throw new Refusal(404, 'no-such-session', refusalText('no-such-session', lang))
      return { ok: true as const }
    },
  }),
  'GET /api/members': route({
    summary: 'Members in the caller’s scope',
    query: wholeQuery,
    reply: page(member),
    handle: async ({ query, caller }) => {
      const [rows, units] = [await listMembers(core.db), await listDepartments(core.db)]
      const org = { members: rows, departments: units }
      const seen = caller.scope.all ? null : new Set(caller.scope.userids)
      const found = pageOf(
        rows.filter((row) => seen?.has(row.userid) ?? true),
        query,
      )
      const items = found.items.map((row) => ({
        userid: row.userid,
        name: row.name,
        role: roleOf(row.userid, org, app.admins),
        departments: units.filter((unit) => row.departmentIds.includes(unit.id)),
        hasCustomerContact: row.hasCustomerContact,
      }))
      return { ...found, items }
    },
  }),
  'GET /api/departments': route({
    summary: 'Departments',
    query: wholeQuery,
    reply: page(department),
    handle: async ({ query, caller }) => {
      const all = caller.role === 'manager' || caller.role === 'admin'
      const rows = await listDepartments(core.db)
      return pageOf(
        rows.map((row) => ({ ...row, leads: all || caller.leads.includes(row.id) })),
        query,
      )
    },
  }),
  'GET /api/wecom/js-signature': route({
    summary: 'Both JS-SDK signatures for one page of this app',
    query: z.object({ url: z.url() }),
    reply: jsSignature,
    handle: async ({ query, lang }) => {
      // Signing foreign pages would lend them our right to call WeCom.
      if (new URL(query.url).host !== new URL(app.publicUrl()).host) {
        throw new Refusal(422, 'foreign-url', refusalText('foreign-url', lang))
      }
      const signed = await signPage(wecom, { url: query.url, at: core.now() })
      return { corpId: app.corpId, agentId: app.agentId, ...signed }
    },
  }),
  'GET /api/api-keys': route({
    summary: 'API keys of integrations; never the keys themselves',
    query: wholeQuery,
    reply: page(keyView),
    handle: async ({ query }) => {
      const rows = await core.db
        .select()
        .from(apiKeys)
        .where(isNull(apiKeys.revokedAt))
        .orderBy(desc(apiKeys.createdAt))
      const items = rows.map(({ id, name, scopes, createdAt }) => ({
        id,
        name,
        scopes,
        createdAt: createdAt.toISOString(),
      }))
      return pageOf(items, query)
    },
  }),
  'POST /api/api-keys': route({
    summary: 'Makes an API key and shows it this once',
    body: z.object({ name: z.string().trim().min(1).max(60), scopes: z.array(z.enum(API_SCOPES)).min(1) }),
    reply: keyView.extend({ key: z.string() }),
    status: 201,
    handle: async ({ body, caller }) => {
      const key = `zg_${randomBytes(24).toString('base64url')}`
      const id = randomBytes(6).toString('hex')
      const createdAt = core.now()
      await core.db.transaction(async (tx) => {
        await tx.insert(apiKeys).values({ id, ...body, hash: hashKey(key), createdBy: caller.userid, createdAt })
        const data = { scopes: body.scopes.join(' ') }
        await core.audit(tx, { actor: caller.userid, action: 'api-key-made', object: id, data })
      })
      return { id, ...body, createdAt: createdAt.toISOString(), key }
    },
  }),
  'DELETE /api/api-keys/:id': route({
    summary: 'Revokes an API key at once',
    params: z.object({ id: z.string().max(20) }),
    reply: ok,
    handle: async ({ params, caller, lang }) => {
      await core.db.transaction(async (tx) => {
        const rows = await tx
          .update(apiKeys)
          .set({ revokedAt: core.now() })
          .where(and(eq(apiKeys.id, params.id), isNull(apiKeys.revokedAt)))
          .returning({ id: apiKeys.id })
        if (rows.length === 0) throw new Refusal(404, 'no-such-key', refusalText('no-such-key', lang))
        await core.audit(tx, { actor: caller.userid, action: 'api-key-revoked', object: params.id })
      })
      return { ok: true as const }
    },
  }),
})
