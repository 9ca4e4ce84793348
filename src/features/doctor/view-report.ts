import { doctorWords, fill, sayLight } from '../../lang/doctor.ts'
import { langFor } from '../../lang/lang.ts'
import { explain } from '../../wecom/errcodes-data.ts'
import type { Light } from './rules-model.ts'
import type { DoctorReport, LightView } from './shapes.ts'

const viewLight = (light: Light, lang: string): LightView => ({
  code: light.code,
  state: light.state,
  finding: light.finding,
  ...sayLight(light, lang),
  errcode: light.errcode,
  explanation: light.errcode === null ? null : explain(light.errcode, langFor(lang) === 'en' ? 'en' : 'zh'),
})

/** The lights in the reader's language, with the worst of them in front as one word. */
export const viewReport = (lights: readonly Light[], { lang, at }: { lang: string; at: Date }): DoctorReport => {
  const count = (state: Light['state']) => lights.filter((light) => light.state === state).length
  const [red, yellow] = [count('red'), count('yellow')]
  const state = red > 0 ? 'red' : yellow > 0 ? 'yellow' : 'green'
  return {
    checkedAt: at.toISOString(),
    state,
    summary: fill(doctorWords(lang).summary[state], { red, yellow }),
    lights: lights.map((light) => viewLight(light, lang)),
  }
}
