import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import { rowsOf } from '../../src/db/db.ts'
import { eventKey } from '../../src/spine/inbox.ts'
import { openEnvelope, readEncrypt } from '../../src/wecom/envelope.ts'
import type { Engine } from '../support/store.ts'
import type { World } from '../support/world.ts'
import { bareFastify, listen, type Speed, sideBySide } from './load.ts'
import { type Row, verdictOf } from './table.ts'

const NEXT_CALLBACK = fileURLToPath(new URL('./next-callback.cjs', import.meta.url))
const CONNECTIONS = 64

/** Share of the naive insert that the durable ack has to reach, and share of a server that stores nothing at all. */
const GOALS: Readonly<Record<Engine, { naive: number; bare: number }>> = {
  postgres: { naive: 0.9, bare: 0.17 },
  embedded: { naive: 2, bare: 0.15 },
}

/**
 * `/naive` is the least that could be called durable: check, decrypt, one insert for one request, answer. `/bare` only
 * takes the body and answers.
 */
const openBare = async ({ deps }: World): Promise<{ url: string; close: () => Promise<void> }> => {
  const { db } = deps.core
  const { token, encodingAesKey, corpId } = deps.corp
  await db.execute(sql`create table bench_events (key text primary key, body text not null)`)
  const app = bareFastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.post('/bare', async (_request, reply) => reply.send())
  app.post('/naive', async (request: FastifyRequest<{ Querystring: Record<string, string> }>, reply) => {
    const { msg_signature: signature = '', timestamp = '', nonce = '' } = request.query
    const read = readEncrypt(String(request.body))
    if (!read.ok) return reply.code(400).send()
    const keys = { token, encodingAesKey, receiveId: corpId }
    const opened = openEnvelope(keys, { signature, timestamp, nonce, encrypt: read.encrypt })
    if (!opened.ok) return reply.code(403).send()
    await db.execute(sql`insert into bench_events (key, body) values (${eventKey(opened.text)}, ${opened.text})`)
    return reply.send()
  })
  return { url: await listen(app), close: () => app.close() }
}

const countStored = async ({ deps }: World): Promise<number> => {
  const [row] = await rowsOf<{ count: number | string }>(
    deps.core.db,
    sql`select count(*) as count from inbox_events where body like '%edit_external_contact%'`,
  )
  return Number(row?.count ?? 0)
}

type Speeds = Record<'ours' | 'naive' | 'bare', Speed>

const rowsOfSpeeds = (engine: Engine, name: string, { ours, naive, bare }: Speeds): Row[] => {
  const goals = GOALS[engine]
  const told = `${Math.round(ours.perSecond)}/s, p50 ${ours.p50Ms} ms`
  const row = (beside: string, other: Speed, limit: number, because: string): Row => {
    const value = ours.perSecond / other.perSecond
    return {
      goal: `R1 durable ack, ${name}: ≥ ${limit} × ${beside}`,
      measured: `${value.toFixed(2)} × (${told}; beside it ${Math.round(other.perSecond)}/s)`,
      verdict: verdictOf({ value, limit, better: 'more', because }),
    }
  }
  const commit = 'each acknowledgement waits for a commit of the one database both share'
  return [
    row('verify + decrypt + one insert each', naive, goals.naive, commit),
    row('a bare Fastify that stores nothing', bare, goals.bare, commit),
  ]
}

export const benchCallback = async (world: World, engine: Engine, name: string): Promise<Row[]> => {
  process.env.BENCH_KEYS = JSON.stringify(world.deps.corp)
  const bare = await openBare(world)
  try {
    const target = (url: string, path: string) => ({
      url: `${url}${path}`,
      requests: [{ path, setupRequest: NEXT_CALLBACK }],
    })
    const before = await countStored(world)
    const speeds = await sideBySide(
      {
        ours: target(world.url, '/wecom/callback'),
        naive: target(bare.url, '/naive'),
        bare: target(bare.url, '/bare'),
      },
      { connections: CONNECTIONS },
    )
    const stored = (await countStored(world)) - before
    if (stored < speeds.ours.answered) throw new Error(`${speeds.ours.answered} answered, only ${stored} stored`)
    return rowsOfSpeeds(engine, name, speeds)
  } finally {
    await bare.close()
  }
}
