import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { route } from '../../../src/http/route.ts'
import { openHouse, REP } from './house.ts'

test('a stop finishes what is in flight and does not wait for sockets that are only kept open', async () => {
  let started: () => void = () => {}
  const hasStarted = new Promise<void>((resolve) => {
    started = resolve
  })
  const slow = route({
    summary: 'Slow',
    reply: z.object({ done: z.boolean() }),
    handle: async () => {
      started()
      await new Promise((resolve) => setTimeout(resolve, 300))
      return { done: true }
    },
  })
  const house = await openHouse({ routes: { 'GET /api/slow': slow }, access: { 'GET /api/slow': 'member' } })
  await house.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = house.app.server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })
  const get = (path: string) =>
    new Promise<{ status: number; text: string; connection: string }>((resolve, reject) => {
      const sent = request({ port, path, agent, headers: { cookie: house.cookieFor(REP) } }, (reply) => {
        let text = ''
        reply.on('data', (part) => {
          text += String(part)
        })
        reply.on('end', () =>
          resolve({ status: reply.statusCode ?? 0, text, connection: reply.headers.connection ?? '' }),
        )
      })
      sent.on('error', reject).end()
    })
  await get('/livez')
  const running = get('/api/slow')
  await hasStarted
  const before = performance.now()
  await house.app.close()
  expect(performance.now() - before).toBeLessThan(2_000)
  expect(await running).toEqual({ status: 200, text: '{"done":true}', connection: 'close' })
  agent.destroy()
})
