import type { World } from '../support/world.ts'
import { bareFastify, listen, sideBySide } from './load.ts'
import { NO_GOAL, type Row } from './table.ts'

/** A session may ask 3000 times a minute; the load shares itself among several. */
const SESSIONS = 8

type Customers = { items: { externalUserid: string }[] }

export const benchCard = async (world: World, engine: string): Promise<Row[]> => {
  await world.deps.desk.run('sync', null, 'linyu')
  await world.settle()
  const reps = await Promise.all(Array.from({ length: SESSIONS }, () => world.as('wangmin')))
  const { body } = (await reps[0]?.get<Customers>('/api/customers')) ?? { body: { items: [] } }
  const path = `/api/customers/${body.items[0]?.externalUserid ?? ''}`
  const card = await reps[0]?.get(path)
  if (card?.status !== 200) throw new Error(`no card to measure: ${card?.status}`)
  const bare = bareFastify()
  bare.get('/bare', async () => card.body)
  const url = await listen(bare)
  try {
    const headers = reps.map((rep) => ({ cookie: rep.cookie }))
    const speed = await sideBySide(
      {
        ours: { url: `${world.url}${path}`, requests: headers.map((one) => ({ path, headers: one })) },
        bare: { url: `${url}/bare`, requests: headers.map((one) => ({ path: '/bare', headers: one })) },
      },
      { connections: 8 },
    )
    return [
      {
        goal: `customer card in one call, ${engine}, beside the same JSON from memory`,
        measured: `${(speed.ours.perSecond / speed.bare.perSecond).toFixed(2)} × (${Math.round(speed.ours.perSecond)}/s, p50 ${speed.ours.p50Ms} ms; ${Math.round(speed.bare.perSecond)}/s)`,
        verdict: NO_GOAL,
      },
    ]
  } finally {
    await bare.close()
  }
}
