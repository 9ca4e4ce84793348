import { route } from '../../http/route.ts'
import { lights } from './rules.ts'
import type { Probes } from './rules-model.ts'
import { doctorReport } from './shapes.ts'
import { viewReport } from './view-report.ts'

/** `probe` looks at the running server; it never throws and takes some seconds where something does not answer. */
type Deps = { probe: () => Promise<Probes> }

export const doctorRoutes = ({ probe }: Deps) => ({
  'GET /api/doctor': route({
    summary: 'Checks configuration, WeCom, callback, login, signatures, robots and queues, and says what to click',
    reply: doctorReport,
    handle: async ({ lang }) => viewReport(lights(await probe()), { lang, at: new Date() }),
  }),
})
