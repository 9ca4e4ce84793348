import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { readAs, throughReader } from './db/reader.ts'
import type { AppDeps } from './deps.ts'
import { createDoctor } from './doctor.ts'
import { createPeople } from './features/members/org.ts'
import { findApiKey, findPerson } from './features/members/queries.ts'
import { refreshMembers } from './features/members/refresh-members.ts'
import {
  createLogin,
  createSession,
  deleteSession,
  findSession,
  sessionIdOf,
  takeLogin,
} from './features/members/sessions.ts'
import { readGauges } from './gauges.ts'
import { ACCESS, BEHIND_WALL } from './http/access.ts'
import { buildHttp } from './http/build-http.ts'
import { SESSION_SECONDS, type SessionStore } from './http/sessions.ts'
import { allRoutes } from './routes.ts'
import { signPage } from './wecom/jssdk.ts'

const LEARN_PAUSE_MS = 10_000

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/** WeCom has just named somebody we do not know: a newcomer, or we have not read the members yet. */
const learner = ({ core, config, wecom, log }: AppDeps) => {
  let learnedAt = Number.NEGATIVE_INFINITY
  let learning: Promise<unknown> = Promise.resolve()
  return async (userid: string) => {
    const known = await findPerson(core.db, userid, config.adminUserids)
    if (known !== null) return known
    if (performance.now() - learnedAt >= LEARN_PAUSE_MS) {
      learnedAt = performance.now()
      learning = refreshMembers(core, wecom).catch((error) =>
        log.warn({ err: error }, 'members could not be read at a login'),
      )
    }
    // Also for those who log in while somebody else's reading is under way: on a first morning that is everybody.
    await learning
    return findPerson(core.db, userid, config.adminUserids)
  }
}

const sessionStore = (deps: AppDeps): SessionStore => {
  const { core, config } = deps
  const findOrLearn = learner(deps)
  const people = createPeople(core.db, config.adminUserids)
  return {
    create: async (userid, userAgent) => {
      const person = await findOrLearn(userid)
      if (person === null) return null
      const token = randomBytes(24).toString('base64url')
      await core.db.transaction(async (tx) => {
        await createSession(tx, { hash: hash(token), userid: person.userid, userAgent })
        await core.audit(tx, { actor: person.userid, action: 'signed-in' })
      })
      return token
    },
    read: async (token) => {
      const own = hash(token)
      const session = await findSession(core.db, own, SESSION_SECONDS)
      const person = session === null ? null : await people.find(session.userid, session.orgVersion)
      return person === null ? null : { ...person, session: sessionIdOf(own) }
    },
    remove: (token) => deleteSession(core.db, hash(token)),
  }
}

/** Tickets that are at hand sign in a millisecond; when they must be fetched first, the page asks for itself. */
const SIGN_WITHIN_MS = 100

const firstSignature =
  ({ core, config, corp, wecom }: AppDeps, sessions: SessionStore) =>
  (token: string, path: string) => {
    const sign = async () => {
      if ((await sessions.read(token)) === null) return null
      const url = `${config.publicUrl}${path}`
      const signed = await signPage(wecom, { url, at: core.now() })
      return { url, corpId: corp.corpId, agentId: corp.agentId, ...signed }
    }
    // With WeCom or the database away the page itself still comes, and says so.
    return Promise.race([sign().catch(() => null), pause(SIGN_WITHIN_MS, null, { ref: false })])
  }

export type AppExtra = { headHtml?: string; isLeaving?: () => boolean }

/** Everything behind the port, without listening: tests use the very same app. */
export const buildApp = async (deps: AppDeps, extra: AppExtra = {}): Promise<FastifyInstance> => {
  const { core, config, corp, wecom, desk, wake, inbox } = deps
  const sessions = sessionStore(deps)
  const app = await buildHttp({
    logger: deps.log,
    metrics: deps.metrics,
    collect: () => readGauges(deps),
    onAsked: deps.pace.asked,
    publicUrl: config.publicUrl,
    sessionSecret: deps.sessionSecret,
    oauthUrl: config.wecomOauthUrl,
    corpId: corp.corpId,
    agentId: corp.agentId,
    sessions,
    signFirst: firstSignature(deps, sessions),
    logins: {
      begin: ({ key, returnTo, seconds }) => createLogin(core.db, hash(key), returnTo, seconds),
      take: async (key) => (await takeLogin(core.db, hash(key)))?.returnTo ?? null,
    },
    oauthUser: (code) => wecom.oauthUser(code),
    callback: {
      keys: { token: corp.token, encodingAesKey: corp.encodingAesKey, receiveId: corp.corpId },
      store: (draft) => inbox.store(draft),
    },
    apiKeys: {
      find: async (key) => {
        const row = await findApiKey(core.db, hash(key))
        return row === null ? null : { id: row.id, name: row.name, scopes: row.scopes }
      },
    },
    routes: allRoutes({
      core: { ...core, db: throughReader(core.db) },
      wecom,
      desk,
      wake,
      probe: createDoctor(deps),
      app: {
        corpId: corp.corpId,
        agentId: corp.agentId,
        admins: config.adminUserids,
        publicUrl: () => config.publicUrl,
        apiUrl: config.wecomApiUrl,
        hasBot: config.wechaty !== null,
      },
    }),
    access: ACCESS,
    behindWall: BEHIND_WALL,
    readAs: ({ userid, scope }, work, onePlan) =>
      readAs(core.db, { userid, all: scope.all, userids: scope.all ? [] : scope.userids, onePlan }, work),
    ready: async () => {
      // A write, because a database in recovery answers every question and stores nothing.
      await core.db.execute(
        sql`insert into counters (name, value) values ('ready', 1) on conflict (name) do update set value = counters.value`,
      )
      return true
    },
    ...extra,
  })
  // Pages count days by our clock: the phone's own may be wrong, and in a trial it always is.
  app.addHook('onSend', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return
    reply.header('x-business-time', core.now().toISOString()).header('x-business-zone', config.timezone)
  })
  return app
}
