import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OwnSession } from '../../src/features/members/shapes.ts'
import { ENGINES } from '../support/store.ts'
import { type Client, signIn, startWorld, type World } from '../support/world.ts'

const PHONE =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/116.0.0.0 Mobile Safari/537.36 wxwork/4.1.30 MicroMessenger/7.0.1'
const PANEL =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/122.0.0.0 Safari/537.36 wxwork/4.1.38 MicroMessenger/7.0.1'

describe.each(ENGINES)('where a member is signed in, on %s', (engine) => {
  let world: World
  let phone: Client
  let panel: Client
  let colleague: Client

  const listOf = async (client: Client) => (await client.get<{ items: OwnSession[] }>('/api/me/sessions')).body.items
  beforeAll(async () => {
    world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
    phone = await signIn(world.url, 'wangmin', PHONE)
    panel = await signIn(world.url, 'wangmin', PANEL)
    colleague = await signIn(world.url, 'heping', 'curl/8.0')
  })
  afterAll(() => world.close())

  test('the own devices are listed by what they are, the asking one marked, a colleague’s never', async () => {
    const seen = (await listOf(panel)).map(({ client, system, current }) => ({ client, system, current }))
    expect(seen).toHaveLength(2)
    expect(seen).toEqual(
      expect.arrayContaining([
        { client: 'wecom', system: 'android', current: false },
        { client: 'wecom', system: 'mac', current: true },
      ]),
    )
    expect(await listOf(colleague)).toMatchObject([{ client: 'browser', system: 'other', current: true }])
  })

  test('a colleague’s device cannot be signed out, and what is no device is refused in words', async () => {
    const [own] = await listOf(colleague)
    const refused = await phone.delete<{ code: string; message: string }>(`/api/me/sessions/${own?.id}`)
    expect(refused).toMatchObject({ status: 404, body: { code: 'no-such-session', message: '这台设备已经退出了' } })
    expect((await phone.delete('/api/me/sessions/everything')).status).toBe(404)
    expect((await phone.delete(`/api/me/sessions/${'a'.repeat(33)}`)).status).toBe(400)
    expect((await colleague.get('/api/me')).status).toBe(200)
  })

  test('a lost phone is signed out from the panel and opens nothing from then on', async () => {
    const lost = (await listOf(panel)).find((one) => one.system === 'android')
    expect((await phone.get('/api/me')).status).toBe(200)
    expect((await panel.delete(`/api/me/sessions/${lost?.id}`)).status).toBe(200)
    expect((await phone.get('/api/me')).status).toBe(401)
    expect((await panel.get('/api/me')).status).toBe(200)
    expect(await listOf(panel)).toHaveLength(1)
  })
})
