import { probeFromShell } from '../doctor-shell.ts'
import { lights } from '../features/doctor/rules.ts'
import type { DoctorReport, LightView } from '../features/doctor/shapes.ts'
import { viewReport } from '../features/doctor/view-report.ts'
import { doctorWords, fill } from '../lang/doctor.ts'
import { langFor } from '../lang/lang.ts'

const MARKS: Record<LightView['state'], readonly [mark: string, colour: number]> = {
  green: ['✓', 32],
  yellow: ['!', 33],
  red: ['✗', 31],
  grey: ['·', 90],
}

/** Chinese unless the shell speaks English or is asked to. */
const langOf = (args: readonly string[], env: NodeJS.ProcessEnv): string => {
  const asked = args.find((one) => one.startsWith('--lang='))?.slice('--lang='.length)
  return langFor(asked ?? env.LC_ALL ?? env.LANG)
}

const painted = (text: string, colour: number): string =>
  process.stdout.isTTY ? `\u001b[${colour}m${text}\u001b[0m` : text

const linesOf = (light: LightView, lang: string): string[] => {
  const words = doctorWords(lang)
  const [mark, colour] = MARKS[light.state]
  const lines = [`${painted(mark, colour)} ${light.title}${lang === 'en' ? ': ' : '：'}${light.says}`]
  // What waits for another light says so already.
  if (light.click !== null && !light.finding.startsWith('waits-')) lines.push(`    ${words.todo}${light.click}`)
  if (light.explanation !== null) {
    lines.push(`    ${fill(words.code, { errcode: light.errcode ?? '' })}${light.explanation}`)
  }
  return lines
}

const readable = (report: DoctorReport, lang: string): string =>
  [doctorWords(lang).title, '', ...report.lights.flatMap((light) => linesOf(light, lang)), '', report.summary, ''].join(
    '\n',
  )

const run = async (args: readonly string[]): Promise<void> => {
  const lang = langOf(args, process.env)
  const report = viewReport(lights(await probeFromShell(process.env)), { lang, at: new Date() })
  const text = args.includes('--json') ? `${JSON.stringify(report, null, 2)}\n` : readable(report, lang)
  // The embedded database changes the exit code of the process when it closes, so the end is said here.
  process.stdout.write(text, () => process.exit(report.state === 'red' ? 1 : 0))
}

await run(process.argv.slice(2))
