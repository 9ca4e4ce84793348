import { AsyncResource } from 'node:async_hooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OpenDb } from '../../src/db/open.ts'
import { readAs, throughReader } from '../../src/db/reader.ts'
import { bumpLibrary, createLibrary } from '../../src/features/scripts/library.ts'
import { ENGINES, openTestDb } from '../support/store.ts'

const WANGMIN = { userid: 'wangmin', all: false, userids: ['wangmin'] }

describe.each(ENGINES)('the scripts that all reps share, on %s', (engine) => {
  let opened: OpenDb
  let now = new Date('2026-11-24T02:00:00Z')
  beforeAll(async () => {
    opened = await openTestDb(engine)
  }, 60_000)
  afterAll(() => opened?.close())

  const house = async () => {
    const library = createLibrary({ db: throughReader(opened.db), now: () => now })
    const known = await library.look()
    // Somebody else's search, whatever it is called from.
    const search = AsyncResource.bind(() => library.shared())
    return { library, search, known }
  }

  test('a card opens while somebody else’s search counts the scripts’ success anew', async () => {
    const { library, search, known } = await house()
    now = new Date(now.getTime() + 11 * 60_000)
    const seen = await readAs(opened.db, WANGMIN, async () => ({ theirs: search(), own: await library.shared() }))
    expect(seen.own).toBe(known)
    expect(await seen.theirs).not.toBe(known)
  })

  test('a card opens while somebody else’s search reads scripts that were just changed', async () => {
    const { library, search } = await house()
    await bumpLibrary(opened.db)
    const seen = await readAs(opened.db, WANGMIN, async () => {
      const theirs = search()
      const own = await library.shared()
      return { own, theirs }
    })
    expect((await seen.theirs).version).toBe(seen.own.version + 1)
  })

  test('the next card has the scripts that were just changed', async () => {
    const { library } = await house()
    await bumpLibrary(opened.db)
    const { version } = await library.look()
    expect((await readAs(opened.db, WANGMIN, () => library.shared())).version).toBe(version)
  })
})
