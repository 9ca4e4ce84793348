import { randomBytes } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFreshMedia } from '../../src/features/media/fresh-media.ts'
import type { FileView } from '../../src/features/media/shapes.ts'
import { mediaChunks, mediaFiles } from '../../src/features/media/tables.ts'
import type { PartMediaReply, ScriptView } from '../../src/features/scripts/shapes.ts'
import { LAST_ENGINE } from '../support/store.ts'
import { type Client, startWorld, type World } from '../support/world.ts'

const JPEG = (): Buffer => Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(400)])

/** WeCom forgets a file after three days; a rep must never be the one who finds out. */
describe.each(LAST_ENGINE)('the pictures of scripts over the weeks on %s', (engine) => {
  let world: World
  let rep: Client

  const upload = async (name: string): Promise<FileView> => {
    const path = `/api/media?kind=image&name=${encodeURIComponent(name)}`
    const response = await fetch(`${world.url}${path}`, {
      method: 'POST',
      headers: { cookie: rep.cookie },
      body: JPEG(),
    })
    return (await response.json()) as FileView
  }
  const script = async (title: string): Promise<string> => {
    const parts = [{ type: 'image', fileId: (await upload(`${title}.jpg`)).id }]
    return (await rep.post<ScriptView>('/api/scripts', { title, category: 'value', parts })).body.id
  }
  const ask = async (id: string, body: unknown = {}): Promise<string> =>
    (await rep.post<PartMediaReply>(`/api/scripts/${id}/parts/0/media`, body)).body.mediaId ?? ''
  /** A call with a token that has just run out is answered and made again: only what WeCom took counts. */
  const uploads = () => world.people.calls('media/upload').filter((call) => call.errcode === 0).length
  const stillGood = async (mediaId: string): Promise<boolean> => {
    try {
      return (await world.deps.wecom.media(mediaId)).bytes.length > 0
    } catch {
      return false
    }
  }
  /** The dead of night is stepped over: nothing but the clock moves. */
  const leap = (moment: string) => world.deps.clock.moveTo(new Date(moment))
  const night = async (day: string): Promise<void> => {
    leap(`${day}T05:05:00+08:00`)
    await world.to(`${day}T05:20:00+08:00`)
  }
  const count = async (table: typeof mediaFiles | typeof mediaChunks): Promise<number> => {
    const [row] = await world.deps.core.db.select({ n: sql<number>`count(*)::int` }).from(table)
    return row?.n ?? -1
  }

  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-23T10:00:00+08:00', engine, sandbox: { seed: 'empty' } })
    await world.people.memberJoins({ userid: 'wangmin', name: '王敏' })
    await world.settle()
    rep = await world.as('wangmin')
  })
  afterAll(() => world.close())

  let often = ''
  let never = ''
  let first = ''

  test('one that is sent goes to WeCom once, however often it is sent that day', async () => {
    often = await script('每天都发')
    never = await script('从没发过')
    expect(uploads()).toBe(0)
    const both = await Promise.all([ask(often), ask(often)])
    expect(both[0]).toBe(both[1])
    first = await ask(often)
    expect(first).toBe(both[0])
    expect(uploads()).toBe(1)
  })

  test('the night after next renews it before the three days are over; what nobody sent stays where it is', async () => {
    await night('2026-11-24')
    expect(uploads()).toBe(1)
    await night('2026-11-25')
    expect(uploads()).toBe(2)
    const next = await ask(often)
    expect(next).not.toBe(first)
    expect(await stillGood(next)).toBe(true)
    await night('2026-11-26')
    leap('2026-11-26T12:00:00+08:00')
    expect(await stillGood(first)).toBe(false)
    expect(await stillGood(await ask(often))).toBe(true)
    const rows = await world.deps.core.db.select().from(mediaFiles)
    expect(rows.find((row) => row.name === '从没发过.jpg')?.mediaId).toBeNull()
  })

  test('after a quiet weekend without nights the first tap renews it', async () => {
    const before = await ask(often)
    leap('2026-11-30T09:00:00+08:00')
    expect(await stillGood(before)).toBe(false)
    const fresh = await ask(often)
    expect(fresh).not.toBe(before)
    expect(await stillGood(fresh)).toBe(true)
  })

  test('one that WeCom forgot early is renewed when the client says so, and a stale word renews nothing twice', async () => {
    const forgotten = await ask(often)
    world.sandbox.state.media.delete(forgotten)
    const fresh = await ask(often, { stale: forgotten })
    expect(fresh).not.toBe(forgotten)
    expect(await stillGood(fresh)).toBe(true)
    const made = uploads()
    expect(await ask(often, { stale: forgotten })).toBe(fresh)
    expect(uploads()).toBe(made)
  })

  test('a picture WeCom does not take stops no other in the night', async () => {
    const second = await script('也常发')
    await ask(second)
    leap('2026-12-02T05:05:00+08:00')
    await world.settle()
    // So that the refusal meets the picture and not a token that has run out.
    await world.deps.wecom.member('wangmin')
    world.sandbox.faults.set({ api: 'media/upload', kind: 'errcode', errcode: 40004, times: 1 })
    const made = uploads()
    await world.to('2026-12-02T05:20:00+08:00')
    expect(uploads()).toBe(made + 1)
    expect(await stillGood(await ask(often))).toBe(true)
    expect(await stillGood(await ask(second))).toBe(true)
  })

  test('bytes that no script needs any more are gone after a month, and what is in use stays', async () => {
    await upload('没用上.jpg')
    expect(await count(mediaFiles)).toBe(4)
    await rep.delete(`/api/scripts/${never}`)
    // The bytes themselves are judged by the database's own clock.
    await world.deps.core.db.execute(sql`update media_chunks set stored_at = now() - interval '2 days'`)
    await night('2027-01-10')
    expect([await count(mediaFiles), await count(mediaChunks)]).toEqual([3, 3])
    expect((await rep.post(`/api/scripts/${never}/restore`)).status).toBe(200)
    expect(await stillGood(await ask(never))).toBe(true)
    await rep.delete(`/api/scripts/${never}`)
    await night('2027-08-10')
    expect([await count(mediaFiles), await count(mediaChunks)]).toEqual([2, 2])
    expect(await rep.post(`/api/scripts/${never}/parts/0/media`)).toMatchObject({
      status: 422,
      body: { code: 'no-file' },
    })
    expect(await stillGood(await ask(often))).toBe(true)
  })

  test('whoever found it a moment before it had gone to WeCom sends it no second time', async () => {
    const { id } = await upload('刚刚读到.jpg')
    const [found] = await world.deps.core.db
      .select()
      .from(mediaFiles)
      .where(eq(mediaFiles.id, Number(id)))
    const fresh = createFreshMedia(world.deps.core, world.deps.wecom)
    const one = found === undefined ? null : await fresh(found)
    const made = uploads()
    expect(one).toMatchObject({ ok: true })
    expect(found === undefined ? null : await fresh(found)).toEqual(one)
    expect(uploads()).toBe(made)
  })
})
