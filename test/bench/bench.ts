import { ENGINES, type Engine } from '../support/store.ts'
import { startWorld } from '../support/world.ts'
import { benchBytes } from './bench-bytes.ts'
import { benchCallback } from './bench-callback.ts'
import { benchCard } from './bench-card.ts'
import { benchEvent } from './bench-event.ts'
import { benchScripts } from './bench-scripts.ts'
import { benchSync } from './bench-sync.ts'
import { type Row, renderTable } from './table.ts'

/**
 * The callbacks come last: they leave thousands of events in the inbox that nobody works off. What is bound by our own
 * code is measured on the embedded database alone, which every machine has.
 */
const benchEngine = async (engine: Engine): Promise<Row[]> => {
  const name = engine === 'embedded' ? 'PGlite' : 'PostgreSQL'
  const world = await startWorld({ at: '2026-11-24T10:00:00+08:00', engine })
  try {
    const own = engine === 'embedded' ? [...(await benchEvent(world, name)), ...(await benchCard(world, name))] : []
    return [...own, ...(await benchCallback(world, name))]
  } finally {
    await world.close()
  }
}

const started = performance.now()
const rows: Row[] = []
for (const engine of ENGINES) {
  console.log(`Measuring on ${engine} …`)
  rows.push(...(await benchEngine(engine)))
  rows.push(...(await benchScripts(engine, engine === 'embedded' ? 'PGlite' : 'PostgreSQL')))
  rows.push(...(await benchSync(engine, engine === 'embedded' ? 'PGlite' : 'PostgreSQL')))
}
rows.push(...benchBytes())
console.log(`\n${renderTable(rows)}\n`)
if (ENGINES.length === 1) console.log('Set TEST_DATABASE_URL to measure PostgreSQL too.')
console.log(`Node ${process.versions.node}, ${Math.round((performance.now() - started) / 1000)} s.`)
