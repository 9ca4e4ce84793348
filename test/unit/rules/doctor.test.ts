import { describe, expect, test } from 'vitest'
import { lights } from '../../../src/features/doctor/rules.ts'
import { FINDINGS, LIGHT_CODES, type Light, type Probes } from '../../../src/features/doctor/rules-model.ts'
import { viewReport } from '../../../src/features/doctor/view-report.ts'
import { doctorWords, sayLight } from '../../../src/lang/doctor.ts'
import { CASES, HEALTHY } from './doctor-cases.ts'

const AT = new Date('2026-11-24T02:00:00Z')
const lightsOf = (change: Partial<Probes>): Light[] => lights({ ...HEALTHY, ...change })
const said = (change: Partial<Probes>, code: string): [string, string][] =>
  lightsOf(change)
    .filter((light) => light.code === code)
    .map((light) => [light.state, light.finding])

describe('the doctor', () => {
  test('shows nothing but green where everything is as it should be', () => {
    expect(lights(HEALTHY).filter((light) => light.state !== 'green')).toEqual([])
    expect(lights(HEALTHY).map((light) => light.code)).toEqual([...LIGHT_CODES])
  })

  test.each(CASES)('says so when %s', (_story, code, state, finding, change) => {
    expect(said(change, code)).toEqual([[state, finding]])
  })

  test('has shown every light red and green, and said every sentence it knows', () => {
    const seen = [...lights(HEALTHY), ...CASES.flatMap(([, , , , change]) => lightsOf(change))]
    const codesIn = (state: string) => new Set(seen.flatMap((light) => (light.state === state ? [light.code] : [])))
    expect(codesIn('red')).toEqual(new Set(LIGHT_CODES))
    expect(codesIn('green')).toEqual(new Set(LIGHT_CODES))
    expect(new Set(seen.map((light) => light.finding))).toEqual(new Set(FINDINGS))
  })

  // What an admin was promised a light for; a light that is renamed or dropped is missed here.
  test.each([
    ...['config', 'address', 'network', 'token', 'trusted-ip', 'visible-range', 'contact', 'callback', 'login'],
    ...['domain', 'js-sdk', 'robots', 'smart-robot', 'clock', 'database', 'calendar'],
  ])('the promised light "%s" has been red and green', (code) => {
    const seen = [...lights(HEALTHY), ...CASES.flatMap(([, , , , change]) => lightsOf(change))]
    const states = new Set(seen.filter((light) => light.code === code).map((light) => light.state))
    expect([states.has('red'), states.has('green')]).toEqual([true, true])
  })

  test('an untrusted address is the only red light of its row: what waits for it stays grey', () => {
    const refused = { ok: false, errcode: 60020, ip: '203.0.113.9' } as const
    const wecom =
      HEALTHY.wecom === null ? null : { ...HEALTHY.wecom, token: refused, contact: { call: refused, members: 0 } }
    const shown = lightsOf({ wecom })
    expect(shown.filter((light) => light.state === 'red').map((light) => light.code)).toEqual(['trusted-ip'])
    expect(shown.find((light) => light.code === 'trusted-ip')?.values).toEqual({ ip: '203.0.113.9' })
    expect(said({ wecom }, 'token')).toEqual([['green', 'token-ok']])
  })

  test('two wrong settings and two broken groups are two lights each', () => {
    const problems = [
      { name: 'WECOM_TOKEN', missing: true },
      { name: 'DATABASE_URL', missing: false },
    ]
    expect(said({ config: { ...HEALTHY.config, problems } }, 'config')).toHaveLength(2)
    const broken = { name: '华南二组', addressOk: false, problem: null, errcode: null }
    expect(said({ robots: [broken, { ...broken, name: '华东一组' }] }, 'robots')).toHaveLength(2)
  })
})

const ONE_SENTENCE = { 'zh-CN': /^[^。]+。$/, en: /^(?:(?!(?<!e\.g)\. [A-Z]).)+\.$/ }

describe.each(['zh-CN', 'en'] as const)('the sentences of the doctor in %s', (lang) => {
  const seen = [...lights(HEALTHY), ...CASES.flatMap(([, , , , change]) => lightsOf(change))]

  test('are one about what is and one about what to click, with nothing left to fill in', () => {
    for (const light of seen) {
      const { title, says, click } = sayLight(light, lang)
      expect(title).not.toBe('')
      expect(says, light.finding).toMatch(ONE_SENTENCE[lang])
      expect(`${says}${click ?? ''}`, light.finding).not.toMatch(/[{}]|undefined/)
      if (light.state === 'red' || light.state === 'yellow') expect(click, light.finding).toMatch(ONE_SENTENCE[lang])
    }
  })

  test('explain every setting that can be wrong', () => {
    const { settings } = doctorWords(lang)
    expect(Object.keys(settings)).toEqual(expect.arrayContaining(['PUBLIC_URL', 'WECOM_SECRET', 'DATABASE_URL']))
    for (const [name, help] of Object.entries(settings)) expect(help, name).toMatch(ONE_SENTENCE[lang])
  })

  test('explain the code of WeCom beside a red light', () => {
    const shown = viewReport(lightsOf({ robots: [{ name: 'A', addressOk: true, problem: 'x', errcode: 93000 }] }), {
      lang,
      at: AT,
    })
    const robot = shown.lights.find((light) => light.code === 'robots')
    expect(robot?.explanation).toContain(lang === 'en' ? 'robot' : '机器人')
    expect(shown.state).toBe('red')
    expect(shown.summary).toContain('1')
  })
})

describe('the summary', () => {
  test('is green only when nothing is red or yellow; grey counts for nothing', () => {
    expect(viewReport(lights(HEALTHY), { lang: 'zh-CN', at: AT }).state).toBe('green')
    expect(viewReport(lightsOf({ robots: [] }), { lang: 'zh-CN', at: AT }).state).toBe('green')
    expect(viewReport(lightsOf({ events: { lastHours: 300 } }), { lang: 'zh-CN', at: AT }).state).toBe('yellow')
  })
})
