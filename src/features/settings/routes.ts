import { z } from 'zod'
import { Refusal, route } from '../../http/route.ts'
import { refusalText } from '../../lang/refusals.ts'
import { settingTrouble } from '../../lang/settings.ts'
import type { Core } from '../../spine/core.ts'
import { variablesIn } from '../scripts/rules.ts'
import { readSetting, SETTINGS, writeSetting } from './queries.ts'
import { troubleWithTimes } from './rules-times.ts'
import { ok } from './shapes.ts'

/** What an admin may change by hand; everything else in the cupboard is the house's own. */
const EDITABLE = [
  'welcome',
  'brand',
  'scriptValues',
  'forbiddenWords',
  'postpone',
  'times',
  'dayMessages',
  'cardFacts',
] as const
type Editable = (typeof EDITABLE)[number]
const isEditable = (key: string): key is Editable => EDITABLE.some((one) => one === key)

/** The welcome goes out before anything is known about the customer: only these can be filled then. */
const WELCOME_VARIABLES = ['我的名字']

const settingsView = z.object({
  welcome: SETTINGS.welcome,
  brand: SETTINGS.brand,
  scriptValues: SETTINGS.scriptValues,
  forbiddenWords: SETTINGS.forbiddenWords,
  postpone: SETTINGS.postpone,
  times: SETTINGS.times,
  dayMessages: SETTINGS.dayMessages,
  cardFacts: SETTINGS.cardFacts,
})
export type Settings = z.output<typeof settingsView>

/** Parsed, or the sentence that says which field is wrong and how to mend it. */
const checked = (key: Editable, given: unknown, lang: string) => {
  const parsed = SETTINGS[key].safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Refusal(422, 'bad-setting', settingTrouble(key, String(issue?.path[0] ?? ''), lang))
  }
  if (key === 'welcome' && 'text' in parsed.data) {
    const unknown = variablesIn(parsed.data.text).filter((name) => !WELCOME_VARIABLES.includes(name))
    if (unknown.length > 0) throw new Refusal(422, 'bad-setting', settingTrouble('welcome', 'variables', lang))
  }
  const trouble = key === 'times' ? troubleWithTimes(SETTINGS.times.parse(given)) : null
  if (trouble !== null) throw new Refusal(422, 'bad-setting', settingTrouble('times', trouble, lang))
  return parsed.data
}

export const settingsRoutes = ({ core }: { core: Core }) => ({
  'GET /api/settings': route({
    summary: 'Settings an admin may change',
    reply: settingsView,
    handle: async () => ({
      welcome: await readSetting(core.db, 'welcome'),
      brand: await readSetting(core.db, 'brand'),
      scriptValues: await readSetting(core.db, 'scriptValues'),
      forbiddenWords: await readSetting(core.db, 'forbiddenWords'),
      postpone: await readSetting(core.db, 'postpone'),
      times: await readSetting(core.db, 'times'),
      dayMessages: await readSetting(core.db, 'dayMessages'),
      cardFacts: await readSetting(core.db, 'cardFacts'),
    }),
  }),
  'PUT /api/settings/:key': route({
    summary: 'Changes one setting; a value that does not fit is refused with the field’s name',
    params: z.object({ key: z.string().max(40) }),
    body: z.object({ value: z.unknown() }),
    reply: ok,
    handle: async ({ params, body, caller, lang }) => {
      const { key } = params
      if (!isEditable(key)) throw new Refusal(404, 'no-such-setting', refusalText('no-such-setting', lang))
      const value = checked(key, body.value, lang)
      await core.db.transaction(async (tx) => {
        await writeSetting(tx, key, { value, by: caller.userid, at: core.now() })
        await core.audit(tx, { actor: caller.userid, action: 'setting-changed', object: key })
      })
      return { ok: true as const }
    },
  }),
})
