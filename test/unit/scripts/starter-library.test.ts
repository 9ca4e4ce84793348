import { describe, expect, it } from 'vitest'
import { CADENCES, type CadenceKind } from '../../../src/features/follow-ups/cadences-data.ts'
import { STAGE_KEYS, type StageKey } from '../../../src/features/lifecycle/rules-model.ts'
import { fillText, isVariable, variablesIn } from '../../../src/features/scripts/rules.ts'
import { forbiddenWords } from '../../../src/features/scripts/rules-forbidden.ts'
import { SCRIPT_CATEGORIES, scriptBody } from '../../../src/features/scripts/shapes.ts'
import { STARTER_SCRIPTS } from '../../../src/features/scripts/starter-data.ts'

const STAGES_OF: Record<CadenceKind, StageKey[]> = {
  new: ['new'],
  lead: ['lead'],
  intent: ['intent'],
  first: ['first'],
  repeat: ['repeat'],
  dormant: ['dormant'],
  'refund-revisit': ['lead', 'intent', 'first', 'repeat', 'dormant'],
  birthday: ['new', 'lead', 'intent', 'first', 'repeat', 'dormant'],
  'complaint-closed': ['new', 'lead', 'intent', 'first', 'repeat', 'dormant'],
  quote: ['intent'],
}
const KNOWN = { 客户称呼: '王女士', 我的名字: '周宁', 品牌: '青禾', 产品: '保温杯' }
const texts = STARTER_SCRIPTS.flatMap((one) => one.parts.map((text) => ({ title: one.title, text })))

describe('the library a company starts with', () => {
  it('holds at least 44 scripts, each key and title once', () => {
    expect(STARTER_SCRIPTS.length).toBeGreaterThanOrEqual(44)
    expect(new Set(STARTER_SCRIPTS.map((one) => one.key)).size).toBe(STARTER_SCRIPTS.length)
    expect(new Set(STARTER_SCRIPTS.map((one) => one.title)).size).toBe(STARTER_SCRIPTS.length)
  })
  it('has scripts for every stage and every category', () => {
    const stages = new Set<string>(STARTER_SCRIPTS.flatMap((one) => one.stages))
    expect(STAGE_KEYS.filter((stage) => !stages.has(stage))).toEqual([])
    const categories = new Set(STARTER_SCRIPTS.map((one) => one.category))
    expect(SCRIPT_CATEGORIES.filter((category) => !categories.has(category))).toEqual([])
  })
  it('can all be sent when brand, product and customer are known', () => {
    for (const { title, text } of texts) {
      const filled = fillText(text, KNOWN)
      expect(filled.missing, title).toEqual([])
      expect(filled.text, title).not.toMatch(/[{}|]|null|undefined/)
      expect(variablesIn(text).every(isVariable), title).toBe(true)
    }
  })
  it('reads well when we know nothing but the rep', () => {
    for (const { title, text } of texts) {
      const filled = fillText(text, { 客户称呼: '您', 我的名字: '周宁' })
      expect(filled.missing, title).toEqual([])
      expect(filled.text, title).not.toMatch(/您[，、]?您/)
    }
  })
  it('contains no forbidden word', () => {
    expect(STARTER_SCRIPTS.flatMap((one) => forbiddenWords([one.title, ...one.parts].join('\n')))).toEqual([])
  })
  it('could all be saved by hand as company scripts', () => {
    for (const { title, category, stages, tags, parts } of STARTER_SCRIPTS) {
      const body = {
        title,
        category,
        stages,
        tags,
        parts: parts.map((text) => ({ type: 'text', text })),
        scope: 'company',
      }
      expect(scriptBody.safeParse(body).success, title).toBe(true)
    }
  })
  it('offers at least two scripts for every follow-up step, one of them written for that very step', () => {
    for (const cadence of Object.values(CADENCES)) {
      for (const step of [...cadence.steps, ...(cadence.recurring === null ? [] : [cadence.recurring])]) {
        for (const stage of STAGES_OF[cadence.kind]) {
          const fitting = STARTER_SCRIPTS.filter(
            (one) => one.category === step.scriptCategory && one.stages.includes(stage),
          )
          expect(fitting.length, `${step.reasonKey} ${stage}`).toBeGreaterThanOrEqual(2)
          expect(
            fitting.some((one) => one.key.startsWith(`${step.reasonKey}-`)),
            step.reasonKey,
          ).toBe(true)
        }
      }
    }
  })
})
