import type { Light } from '../features/doctor/rules-model.ts'
import { doctorEn } from './doctor-en.ts'
import { type DoctorWords, doctorZh } from './doctor-zh.ts'
import { langFor } from './lang.ts'

export const doctorWords = (lang: string): DoctorWords => (langFor(lang) === 'en' ? doctorEn : doctorZh)

export const fill = (template: string, values: Readonly<Record<string, string | number>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))

/** The two sentences of a light: what is, and what to click (null where there is nothing to do). */
export const sayLight = (light: Light, lang: string): { title: string; says: string; click: string | null } => {
  const words = doctorWords(lang)
  const [says, click] = words.findings[light.finding]
  const help = words.settings[String(light.values.name)] ?? words.otherSetting
  const values = { help, ...light.values }
  return {
    title: words.lights[light.code],
    says: fill(says, values),
    click: click === undefined ? null : fill(click, values),
  }
}
