import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { withOwnDatabase } from '../support/store.ts'
import { type ChaosOptions, type ChaosReport, runChaos } from './chaos.ts'
import { findPostgresPrograms, startCluster } from './cluster.ts'
import { DAY_PLACES, FIRST_PLACES, MORNING_PLACES, WHOLE_PLAN } from './places.ts'
import { isClean, renderReport } from './report.ts'

const PLACES = FIRST_PLACES.length + DAY_PLACES.length + MORNING_PLACES.length
const HELP = `npm run chaos -- [--engine embedded|postgres] [--events 600] [--rate 20] [--kills 10] [--rounds 1] [--seed n]
                 [--database-kills 0]

Lives a day and mornings with a company while the product is killed: ${PLACES} named places, each --rounds times, and
--kills more at random moments. --engine postgres needs TEST_DATABASE_URL. --database-kills starts a PostgreSQL of its
own (PG_BIN names its programs) and kills it so many times, the product staying up; --rounds 0 leaves the places out.
Exit code 1 when anything was lost, doubled, stuck or different from WeCom, or when a place was not hit.`

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'embedded' },
    events: { type: 'string', default: '600' },
    rate: { type: 'string', default: '20' },
    kills: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
    'database-kills': { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
})

const numberOf = (name: 'events' | 'rate' | 'kills' | 'rounds' | 'seed' | 'database-kills'): number => {
  const value = Number(values[name])
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} takes a whole number, not ${values[name]}`)
  return value
}

const withKillableDatabase = async (
  options: Omit<ChaosOptions, 'databaseUrl'>,
  kills: number,
): Promise<ChaosReport> => {
  const programs = findPostgresPrograms()
  if (programs === null) throw new Error('no initdb found: name the folder of PostgreSQL’s programs with PG_BIN')
  const cluster = await startCluster(programs)
  try {
    return await runChaos({ ...options, databaseUrl: cluster.url, database: { cluster, kills } })
  } finally {
    await cluster.close()
  }
}

const main = async (): Promise<void> => {
  if (values.help) return console.log(HELP)
  if (values.engine !== 'embedded' && values.engine !== 'postgres')
    throw new Error(`--engine takes embedded or postgres`)
  const options: Omit<ChaosOptions, 'databaseUrl'> = {
    seed: numberOf('seed'),
    places: WHOLE_PLAN,
    rounds: numberOf('rounds'),
    events: numberOf('events'),
    perSecond: Math.max(1, numberOf('rate')),
    randomKills: numberOf('kills'),
    say: (line) => console.log(`  ${line}`),
  }
  const databaseKills = numberOf('database-kills')
  const where = databaseKills > 0 ? 'a PostgreSQL that is killed too' : values.engine
  console.log(`Chaos on ${where}, seed ${options.seed} …`)
  const play = (databaseUrl: string | null) => runChaos({ ...options, databaseUrl })
  const report =
    databaseKills > 0
      ? await withKillableDatabase(options, databaseKills)
      : values.engine === 'embedded'
        ? await play(null)
        : await withOwnDatabase(play)
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
