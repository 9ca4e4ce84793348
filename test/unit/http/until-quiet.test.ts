import { expect, test } from 'vitest'
import { untilQuiet } from '../../../src/http/until-quiet.ts'
import { openHouse } from './house.ts'

/** People who come every thirty milliseconds for so long. */
const peopleFor = (forMs: number) => {
  const began = performance.now()
  return { timesAsked: () => Math.floor(Math.min(forMs, performance.now() - began) / 30) }
}
const lasted = async (work: Promise<void>): Promise<number> => {
  const began = performance.now()
  await work
  return performance.now() - began
}

test('a process that leaves stays for as long as a proxy needs to see it, even when nobody comes', async () => {
  expect(await lasted(untilQuiet(peopleFor(0), 400))).toBeGreaterThanOrEqual(399)
})

test('its door stays open while people still come', async () => {
  expect(await lasted(untilQuiet(peopleFor(900), 100))).toBeGreaterThanOrEqual(1_050)
})

test('who never stops coming does not keep it from leaving in time', async () => {
  const ms = await lasted(untilQuiet(peopleFor(60_000), 100))
  expect(ms).toBeGreaterThanOrEqual(2_400)
  expect(ms).toBeLessThan(4_000)
})

test('only people and WeCom count: probes go on for ever', async () => {
  const { app } = await openHouse()
  for (const url of ['/livez', '/readyz', '/metrics']) await app.inject(url)
  expect(app.timesAsked()).toBe(0)
  await app.inject('/api/me')
  await app.inject({ method: 'POST', url: '/wecom/callback' })
  expect(app.timesAsked()).toBe(2)
  await app.close()
})
