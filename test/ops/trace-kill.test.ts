import { setTimeout as pause } from 'node:timers/promises'
import { like } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { inboxEvents } from '../../src/spine/tables.ts'
import { CORP, openCompany } from '../chaos/company.ts'
import { createSender } from '../chaos/sender.ts'
import { LAST_ENGINE, withOwnDatabase } from '../support/store.ts'

type Line = { queue?: string; id?: number; kind?: string; event?: number | null; result?: string; attempts?: number }

const AT = '2026-11-24T10:00:00+08:00'
const PATIENCE_MS = 60_000

const until = async (what: string, done: () => boolean): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS
  while (!done()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`)
    await pause(20)
  }
}

const follow = async (databaseUrl: string | null) => {
  let printed = ''
  const keep = (text: string) => {
    printed += text
  }
  const company = await openCompany({ databaseUrl, seed: 7, onOutput: keep })
  const lines = (): Line[] =>
    printed
      .split('\n')
      .filter((text) => text.startsWith('{') && text.endsWith('}'))
      .map((text) => JSON.parse(text) as Line)
  const keys = { token: CORP.token, encodingAesKey: CORP.encodingAesKey, receiveId: CORP.corpId }
  const sender = createSender({ url: company.product.url, keys })
  try {
    const start = { TRIAL_CLOCK: AT, LOG_LEVEL: 'info' }
    await company.settleIn(AT)
    await company.product.kill()
    await company.letLeasesLapse()
    // Dies with the tag in its hand, the welcome perhaps sent, the event long handled.
    await company.product.start({ ...start, CHAOS_CRASH: 'outbox:sending@stage-tag' })
    await company.sandbox.people.addCustomer({ name: '王芳', userid: 'wangmin' })
    const added = company.sandbox.timeline().filter((entry) => entry.kind === 'callback')
    await sender.send(String(added.at(-1)?.detail.request), { twice: 'no' })
    await until('the death at the stage tag', () => !company.product.isUp())
    await company.letLeasesLapse()
    await company.product.start(start)
    await until('the tag', () => lines().some((one) => one.kind === 'stage-tag' && (one.attempts ?? 0) > 1))
    await company.product.kill()
    // What the first process printed last may have died with it; what it stored has not.
    const house = await company.openHouse()
    const [event] = await house.deps.core.db
      .select({ id: inboxEvents.id })
      .from(inboxEvents)
      .where(like(inboxEvents.event, '%add_external_contact%'))
    await house.close()
    return { event: event?.id, lines: lines() }
  } finally {
    sender.close()
    await company.close()
  }
}

describe.each(LAST_ENGINE)('one event in the log of a server that is killed, on %s', (engine) => {
  test('leads on to what the next process sends, under the number the killed one stored', async () => {
    const { event, lines } = engine === 'embedded' ? await follow(null) : await withOwnDatabase(follow)
    expect(event).toEqual(expect.any(Number))
    const tags = lines.filter((one) => one.kind === 'stage-tag' && one.result === 'done' && one.event === event)
    expect(tags).toHaveLength(1)
    // The killed one had it in its hand before.
    expect(tags[0]?.attempts).toBeGreaterThan(1)
  }, 240_000)
})
