import { openPostgres } from '../../src/db/open.ts'
import { createPump } from '../../src/spine/pump.ts'
import { finish, stillHeld } from '../../src/spine/queue.ts'

/** Another server process: takes what is due, says so, and works on it until it is told to end it. */
const opened = await openPostgres(process.argv[2] ?? '')
const told = new Promise<void>((resolve) => process.once('message', () => resolve()))
createPump<object>({
  db: opened.db,
  table: 'jobs',
  owner: `child-${process.pid}`,
  concurrency: Number(process.argv[3]),
  pollMs: 50,
  handle: async (row) => {
    process.send?.({ took: row.id })
    await told
    const held = await stillHeld(opened.db, 'jobs', row)
    const finished = await finish(opened.db, 'jobs', row, { status: 'done' })
    process.send?.({ ended: row.id, held, finished })
  },
  onError: () => {},
}).start()
