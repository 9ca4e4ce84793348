import { route } from '../../http/route.ts'
import type { Core } from '../../spine/core.ts'
import type { Probes } from '../doctor/rules-model.ts'
import { createDoctorMemory } from './doctor-memory.ts'
import { home } from './shapes.ts'
import { viewHome } from './view-home.ts'

type Deps = { core: Core; probe: () => Promise<Probes> }

export const homeRoutes = ({ core, probe }: Deps) => {
  const doctor = createDoctorMemory(probe, core.now)
  return {
    'GET /api/home': route({
      summary: 'The workbench’s first page in one call: what waits, for whom, and what the caller may do',
      reply: home,
      handle: ({ caller, lang }) => viewHome(core.db, { caller, now: core.now(), zone: core.zone, lang, doctor }),
    }),
  }
}
