import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import { rowsOf } from '../../src/db/db.ts'
import { eventKey } from '../../src/spine/inbox.ts'
import { openEnvelope, readEncrypt } from '../../src/wecom/envelope.ts'
import type { World } from '../support/world.ts'
import { bareFastify, listen, sideBySide } from './load.ts'
import type { Row } from './table.ts'

const NEXT_CALLBACK = fileURLToPath(new URL('./next-callback.cjs', import.meta.url))
const CONNECTIONS = 64

/** The least that could be called durable: check, decrypt, one insert for one request, answer. */
const openBare = async ({ deps }: World): Promise<{ url: string; close: () => Promise<void> }> => {
  const { db } = deps.core
  const { token, encodingAesKey, corpId } = deps.corp
  await db.execute(sql`create table bench_events (key text primary key, body text not null)`)
  const app = bareFastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.post('/bare', async (request: FastifyRequest<{ Querystring: Record<string, string> }>, reply) => {
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

export const benchCallback = async (world: World, engine: string): Promise<Row[]> => {
  process.env.BENCH_KEYS = JSON.stringify(world.deps.corp)
  const bare = await openBare(world)
  try {
    const target = (url: string, path: string) => ({
      url: `${url}${path}`,
      requests: [{ path, setupRequest: NEXT_CALLBACK }],
    })
    const before = await countStored(world)
    const speed = await sideBySide(target(world.url, '/wecom/callback'), target(bare.url, '/bare'), {
      connections: CONNECTIONS,
    })
    const stored = (await countStored(world)) - before
    if (stored < speed.ours.answered) throw new Error(`${speed.ours.answered} answered, only ${stored} stored`)
    return [
      {
        what: `durable ack of a callback, ${engine}`,
        ours: `${Math.round(speed.ours.perSecond)}/s, p50 ${speed.ours.p50Ms} ms`,
        beside: `${Math.round(speed.bare.perSecond)}/s  bare Fastify, verify + decrypt + one insert each`,
        ratio: speed.ours.perSecond / speed.bare.perSecond,
        better: 'more',
      },
    ]
  } finally {
    await bare.close()
  }
}
