import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../src/db/db.ts'
import { type OpenDb, openPostgres } from '../../src/db/open.ts'
import { claim, finish } from '../../src/spine/queue.ts'
import { outboxMessages } from '../../src/spine/tables.ts'
import { freePort } from '../../src/trial.ts'
import { signIn } from '../support/world.ts'
import { createDatabase, envOf, openWecom, startReplicaProcess } from './processes.ts'

const base = process.env.TEST_DATABASE_URL
/** Dies at the point that `CHAOS_CRASH` names. */
const MORTAL = join(import.meta.dirname, '../chaos/child.mjs')
const GATE = 'api:message/send:60'

describe.skipIf(base === undefined)('a message whose server', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>
  let wecom: Awaited<ReturnType<typeof openWecom>>
  let opened: OpenDb
  let env: Record<string, string>
  let port: number
  beforeAll(async () => {
    database = await createDatabase(base ?? '')
    port = await freePort('127.0.0.1')
    const url = `http://127.0.0.1:${port}`
    wecom = await openWecom(url)
    env = { ...envOf(url, wecom.url), DATABASE_URL: database.url }
    opened = await openPostgres(database.url)
  })
  afterAll(async () => {
    await opened?.close()
    await wecom?.close()
    await database?.drop()
  })
  const statusOf = async (occurrenceKey: string) => {
    const [row] = await rowsOf<{ status: string; taken: boolean }>(
      opened.db,
      sql`select status, leased_by is not null as taken from outbox_messages where occurrence_key = ${occurrenceKey}`,
    )
    return row
  }
  const leasesRunOut = () => opened.db.execute(sql`update outbox_messages set lease_until = now() - interval '1 s'`)

  test('was killed between sending and storing is in the group once and shown as unknown', async () => {
    const mortal = await startReplicaProcess(port, { ...env, CHAOS_CRASH: 'outbox:sent#1' }, MORTAL)
    const admin = await signIn(`http://127.0.0.1:${port}`, 'linyu')
    const [robot] = [...wecom.sandbox.state.robots.values()]
    const url = `${wecom.url}/cgi-bin/webhook/send?key=${robot?.key}`
    const channel = { name: '管理群', url, scope: { company: true }, kinds: ['daily'] }
    const { body } = await admin.post<{ id: string | number }>('/api/digest-channels', channel)
    const payload = { channelId: String(body.id), markdown: '昨日成交 3 单' }
    await opened.db.insert(outboxMessages).values({ kind: 'robot-message', occurrenceKey: 'digest', payload })
    await mortal.gone
    expect(wecom.sandbox.people.robotMessages(robot?.key ?? '')).toHaveLength(1)
    expect((await statusOf('digest'))?.status).toBe('waiting')

    await leasesRunOut()
    const next = await startReplicaProcess(port, env)
    await expect.poll(async () => (await statusOf('digest'))?.status).toBe('unknown')
    expect(wecom.sandbox.people.robotMessages(robot?.key ?? '')).toHaveLength(1)
    await next.stop()
  }, 90_000)

  test('stood still before a full limit until another one had sent it is not sent again when it wakes up', async () => {
    const replica = await startReplicaProcess(port, env)
    const add = (occurrenceKey: string) => {
      const payload = { userid: 'wangmin', markdown: occurrenceKey }
      return opened.db.insert(outboxMessages).values({ kind: 'app-message', occurrenceKey, payload, lane: 0 })
    }
    await opened.db.execute(
      sql`insert into limiter_windows (key, window_start, taken, blocked_until)
          values (${GATE}, now(), 0, now() + interval '1 hour')`,
    )
    await add('taken over')
    await expect.poll(async () => (await statusOf('taken over'))?.taken).toBe(true)
    await pause(1_000)
    replica.signal('SIGSTOP')
    await leasesRunOut()
    const [row] = await claim<object>(opened.db, 'outbox_messages', { owner: 'another', limit: 10 })
    expect(row && (await finish(opened.db, 'outbox_messages', row, { status: 'done' }))).toBe(true)
    // Longer than a third of the lease: from then on it asks whether the row is still its own.
    await pause(3_000)
    await opened.db.execute(sql`delete from limiter_windows where key = ${GATE}`)
    replica.signal('SIGCONT')
    await add('its next one')
    const texts = () => wecom.sandbox.people.messagesTo('wangmin').map((message) => message.text)
    await expect.poll(texts).toContain('its next one')
    await pause(6_000)
    expect(texts().filter((text) => text === 'taken over')).toEqual([])
    await replica.stop()
  }, 90_000)
})
