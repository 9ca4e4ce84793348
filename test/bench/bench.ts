import { parseArgs } from 'node:util'
import { ENGINES, type Engine, withOwnDatabase } from '../support/store.ts'
import { startWorld } from '../support/world.ts'
import { benchBackup } from './bench-backup.ts'
import { benchBusy } from './bench-busy.ts'
import { benchBytes } from './bench-bytes.ts'
import { benchCallback } from './bench-callback.ts'
import { benchCard } from './bench-card.ts'
import { benchEvent } from './bench-event.ts'
import { benchLargest } from './bench-largest.ts'
import { benchPage } from './bench-page.ts'
import { benchScale } from './bench-scale.ts'
import { benchScripts } from './bench-scripts.ts'
import { benchSoak } from './bench-soak.ts'
import { benchSync } from './bench-sync.ts'
import { type Row, renderTable } from './table.ts'

const HELP = `npm run bench -- [--scale [--share 1]] [--largest [--share 1]] [--backup] [--soak [--minutes 60]]

Prints one line per goal: what was wanted, what was measured in this run, whether it was met. Without a flag the quick
rows, ten minutes at most. --scale seeds 0.1 M and 1 M customers on PostgreSQL
(a --share of them, only to try the command); --largest 30 M customers with 50 M friendships,
which takes 15 minutes and 70 GB of disk; --backup packs and unpacks a million
friendships; --soak runs the built product under load. PostgreSQL needs TEST_DATABASE_URL. Take a machine at rest.`

const { values } = parseArgs({
  options: {
    scale: { type: 'boolean', default: false },
    largest: { type: 'boolean', default: false },
    backup: { type: 'boolean', default: false },
    soak: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
    share: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
})

const say = (line: string): void => console.log(line)
const NAMES: Readonly<Record<Engine, string>> = { embedded: 'PGlite', postgres: 'PostgreSQL' }

/**
 * The callbacks come last: they leave thousands of events in the inbox that nobody works off. What is bound by our own
 * code is measured on the embedded database alone, which every machine has.
 */
const benchEngine = async (engine: Engine): Promise<Row[]> => {
  const name = NAMES[engine]
  const world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
  try {
    const own = engine === 'embedded' ? [...(await benchEvent(world, name)), ...(await benchCard(world, name))] : []
    return [...own, ...(await benchCallback(world, engine, name))]
  } finally {
    await world.close()
  }
}

const quickRows = async (): Promise<Row[]> => {
  const rows: Row[] = []
  for (const engine of ENGINES) {
    say(`Measuring on ${NAMES[engine]} …`)
    rows.push(...(await benchEngine(engine)))
    rows.push(...(await benchBusy(engine, NAMES[engine])))
    rows.push(...(await benchScripts(engine, NAMES[engine])))
    rows.push(...(await benchSync(engine, NAMES[engine])))
  }
  return [...rows, ...benchBytes(), ...(await benchPage())]
}

const numberBetween = (name: 'minutes' | 'share', least: number, most: number): number => {
  const value = Number(values[name])
  if (!(value >= least && value <= most)) throw new Error(`--${name} takes ${least} to ${most}, not ${values[name]}`)
  return value
}

const longRows = async (): Promise<Row[]> => [
  ...(values.scale ? await benchScale(say, numberBetween('share', 0.01, 1)) : []),
  ...(values.largest ? await benchLargest(say, numberBetween('share', 0.001, 1)) : []),
  ...(values.backup ? await benchBackup(say) : []),
  ...(values.soak ? await withOwnDatabase((url) => benchSoak(url, numberBetween('minutes', 0.5, 600))) : []),
]

const main = async (): Promise<void> => {
  if (values.help) return say(HELP)
  const started = performance.now()
  const isLong = values.scale || values.largest || values.backup || values.soak
  if ((values.scale || values.largest || values.soak) && !ENGINES.includes('postgres'))
    throw new Error('set TEST_DATABASE_URL for this')
  const rows = isLong ? await longRows() : await quickRows()
  say(`\n${renderTable(rows)}\n`)
  if (!ENGINES.includes('postgres')) say('Set TEST_DATABASE_URL to measure PostgreSQL too.')
  say(`Node ${process.versions.node}, ${Math.round((performance.now() - started) / 1000)} s.`)
}

try {
  await main()
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
// PGlite's WASM runtime, and a night that was given up, would keep the process alive.
process.exit(process.exitCode ?? 0)
