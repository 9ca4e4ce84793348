import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/sandbox/seed/seeded-random.ts'
import { startTrial, type Trial } from './trial.ts'

const ACTS = [
  ...['add-customer', 'half-add', 'customer-says', 'customer-deletes', 'rep-deletes', 'edit-remark', 'edit-mobile'],
  ...['set-tags', 'group-says', 'rep-sends', 'tap-card', 'enter-app', 'order', 'confirm-send', 'publish-moment'],
  ...['accept-transfer', 'refuse-transfer', 'exceed-transfer-limit', 'hand-over', 'company-moment', 'cancel-moment'],
  ...['agree-archive', 'member-leaves', 'rename-tag', 'delete-tag', 'shuffle-tags', 'create-group', 'join-group'],
  ...['leave-group', 'rename-group', 'group-owner', 'dismiss-group', 'robot-says', 'tap-robot-card', 'kf-says'],
  ...['kf-servicer-says', 'kf-ends', 'fault', 'read', 'bridge-call', 'day', 'be-rep', 'js-verify', 'nothing-like-it'],
]
const READS = ['state', 'chat', 'customer', 'hand-over-choices', 'timeline', 'switch-table', 'switches']
const NAMES = 'id rep other name who text from to customers reps kind tags key card message mobile remark state'.split(
  ' ',
)
const VALUES = [null, 0, -1, 1e308, true, '', 'admin', '@all', '好'.repeat(3000), '__proto__', [], ['x'], {}, [[{}]]]

let trial: Trial
beforeAll(async () => {
  trial = await startTrial()
})
afterAll(() => trial.end())

const expectNoStack = (where: string, status: number, text: string): void => {
  expect([where, status < 500]).toEqual([where, true])
  expect(text).not.toMatch(/\bat .*\.ts:\d+|TypeError|Cannot read prop|is not a function|is not iterable/)
}

describe('§12 whatever reaches the sandbox page', () => {
  it.each(ACTS)('%s answers in JSON what was wrong, never with a stack trace', async (act) => {
    const random = seededRandom(act.length * 7 + (act.codePointAt(0) ?? 0))
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
    const bodies = Array.from({ length: 12 }, () =>
      JSON.stringify(Object.fromEntries(Array.from({ length: 6 }, () => [pick(NAMES), pick(VALUES)]))),
    )
    for (const body of [...bodies, '', 'null', '[]', '{"a":', '['.repeat(20_000)]) {
      const response = await fetch(`${trial.url}/sandbox/api/${act}`, { method: 'POST', body })
      const text = await response.text()
      expectNoStack(`${act} ← ${body.slice(0, 200)}`, response.status, text)
      expect(typeof JSON.parse(text)).toBe('object')
    }
  })

  it.each(READS)('%s can be asked for anything', async (name) => {
    for (const value of ['', 'nobody', '%00%ff', '__proto__', '-1', 'NaN', '<xml>', 'x'.repeat(3000)]) {
      const query = ['rep', 'kind', 'id', 'from', 'after', 'version'].map((one) => `${one}=${value}`).join('&')
      const response = await fetch(`${trial.url}/sandbox/api/${name}?${query}`)
      expectNoStack(`${name} ← ${value.slice(0, 20)}`, response.status, await response.text())
    }
  })

  it('a login with a wrong address, company or wish is refused in words', async () => {
    for (const query of ['', 'appid=x', 'appid=wwfidelitycorp00001', 'appid=wwfidelitycorp00001&redirect_uri=%00%ff']) {
      const response = await fetch(`${trial.url}/connect/oauth2/authorize?${query}`, { redirect: 'manual' })
      expect(response.status).toBe(400)
      expectNoStack(query, response.status, await response.text())
    }
  })

  it('after all that the sandbox still works', async () => {
    expect((await trial.call('user/simplelist?department_id=1')).errcode).toBe(0)
    expect(Object.hasOwn(Object.prototype, 'id')).toBe(false)
  })
})
