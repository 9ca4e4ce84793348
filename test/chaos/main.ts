import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { CRASH_POINTS } from '../../src/spine/crash-points.ts'
import { withOwnDatabase } from '../support/store.ts'
import { runChaos } from './chaos.ts'
import { isClean, renderReport } from './report.ts'

const HELP = `npm run chaos -- [--engine embedded|postgres] [--events 600] [--rate 20] [--kills 10] [--rounds 1] [--seed n]

Lives a day and a morning with a company while the product is killed: ${CRASH_POINTS.length} named points, each --rounds
times, and --kills more at random moments. --engine postgres needs TEST_DATABASE_URL. Exit code 1 when anything was lost,
doubled, stuck or different from WeCom.`

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'embedded' },
    events: { type: 'string', default: '600' },
    rate: { type: 'string', default: '20' },
    kills: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
    help: { type: 'boolean', default: false },
  },
})

const numberOf = (name: 'events' | 'rate' | 'kills' | 'rounds' | 'seed'): number => {
  const value = Number(values[name])
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} takes a whole number, not ${values[name]}`)
  return value
}

const main = async (): Promise<void> => {
  if (values.help) return console.log(HELP)
  if (values.engine !== 'embedded' && values.engine !== 'postgres')
    throw new Error(`--engine takes embedded or postgres`)
  const seed = numberOf('seed')
  console.log(`Chaos on ${values.engine}, seed ${seed} …`)
  const points = Array.from({ length: numberOf('rounds') }, () => CRASH_POINTS).flat()
  const play = (databaseUrl: string | null) =>
    runChaos({
      databaseUrl,
      seed,
      points,
      events: numberOf('events'),
      perSecond: Math.max(1, numberOf('rate')),
      randomKills: numberOf('kills'),
      say: (line) => console.log(`  ${line}`),
    })
  const report = values.engine === 'embedded' ? await play(null) : await withOwnDatabase(play)
  console.log(renderReport(report))
  if (!isClean(report)) process.exitCode = 1
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
// PGlite's WASM runtime keeps the process alive and changes its exit code when it closes.
process.exit(process.exitCode ?? 0)
