import { auditRoutes } from './features/audit/routes.ts'
import { calendarRoutes } from './features/calendar/routes.ts'
import { addNote } from './features/customers/add-note.ts'
import { customerRoutes } from './features/customers/routes.ts'
import { digestRoutes } from './features/digests/routes.ts'
import { doctorRoutes } from './features/doctor/routes.ts'
import type { Probes } from './features/doctor/rules-model.ts'
import { feedbackRoutes } from './features/feedback/routes.ts'
import { fieldRoutes } from './features/fields/routes.ts'
import { followUpRoutes } from './features/follow-ups/routes.ts'
import { groupRoutes } from './features/groups/routes.ts'
import { homeRoutes } from './features/home/routes.ts'
import { moveByHand } from './features/lifecycle/move-stage.ts'
import { lifecycleRoutes } from './features/lifecycle/routes.ts'
import { createFreshMedia } from './features/media/fresh-media.ts'
import { mediaRoutes } from './features/media/routes.ts'
import { memberRoutes } from './features/members/routes.ts'
import { mergeRoutes } from './features/merges/routes.ts'
import type { JobDesk } from './features/operations/job-desk.ts'
import { operationsRoutes } from './features/operations/routes.ts'
import { opportunityRoutes } from './features/opportunities/routes.ts'
import { openRoutes, orderRoutes } from './features/orders/routes.ts'
import { privacyRoutes } from './features/privacy/routes.ts'
import { relationRoutes } from './features/relations/routes.ts'
import { createLibrary } from './features/scripts/library.ts'
import { scriptRoutes } from './features/scripts/routes.ts'
import { firstScriptsOf } from './features/scripts/view-first.ts'
import { settingsRoutes } from './features/settings/routes.ts'
import { tagRoutes } from './features/tags/routes.ts'
import { targetRoutes } from './features/targets/routes.ts'
import type { AppCore } from './reactions.ts'
import { roomOf } from './senders.ts'
import type { Wecom } from './wecom/client-types.ts'
import { eventText } from './wecom/event-fields.ts'
import { parseRobotUrl } from './wecom/webhook-url.ts'

export type RouteParts = {
  core: AppCore
  wecom: Wecom
  desk: JobDesk
  wake: () => void
  /** Looks at the running server for the doctor. */
  probe: () => Promise<Probes>
  app: {
    corpId: string
    agentId: string
    admins: readonly string[]
    publicUrl: () => string
    apiUrl: string
    hasBot: boolean
  }
}

/** Every `/api` route of the house; who may use each stands in `http/access.ts`. */
export const allRoutes = ({ core, wecom, desk, wake, probe, app }: RouteParts) => {
  // One for everybody: the whole library lies in memory.
  const library = createLibrary(core)
  return {
    ...memberRoutes({ core, wecom, app }),
    ...customerRoutes({
      core,
      firstScripts: firstScriptsOf(library),
      lookAtScripts: library.look,
      moveInside: (tx, move) => moveByHand(core, tx, move),
    }),
    ...mergeRoutes({ core }),
    ...lifecycleRoutes({ core }),
    ...tagRoutes({ core }),
    ...fieldRoutes({ core }),
    ...opportunityRoutes({ core }),
    ...feedbackRoutes({ core }),
    ...followUpRoutes({ core, addNote: (note) => addNote(core, note) }),
    ...orderRoutes({ core }),
    ...openRoutes({ core }),
    ...scriptRoutes({ core, library, freshMedia: createFreshMedia(core, wecom) }),
    ...mediaRoutes({ core }),
    ...digestRoutes({
      core,
      checkUrl: (url) => (app.hasBot && roomOf(url) !== null ? { ok: true } : parseRobotUrl(url, app.apiUrl)),
    }),
    ...groupRoutes({ core }),
    ...homeRoutes({ core, probe }),
    ...targetRoutes({ core }),
    ...calendarRoutes({ core }),
    ...relationRoutes({ core }),
    ...settingsRoutes({ core }),
    ...operationsRoutes({ core, desk, wake, readEvent: eventText }),
    ...doctorRoutes({ probe }),
    ...auditRoutes({ core }),
    ...privacyRoutes({ core }),
  }
}
export type AppRoutes = ReturnType<typeof allRoutes>
