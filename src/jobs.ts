import { refreshGroup } from './features/groups/refresh-group.ts'
import { copyStage } from './features/lifecycle/copy-stage.ts'
import { refreshMembers } from './features/members/refresh-members.ts'
import { refreshCustomer } from './features/relations/refresh-customer.ts'
import { noteInNight } from './features/relations/sync-store.ts'
import { refreshTags } from './features/tags/refresh-tags.ts'
import type { AppCore } from './reactions.ts'
import { REACTIONS } from './reactions.ts'
import type { Job } from './spine/core.ts'
import { findFact } from './spine/journal.ts'
import { runOccurrence } from './timetable-run.ts'
import type { Wecom } from './wecom/client-types.ts'

export type JobParts = { core: AppCore; wecom: Wecom }
type Workers = {
  [K in Job['kind']]: (parts: JobParts, payload: Extract<Job, { kind: K }>['payload']) => Promise<void>
}

/** Work that is put off, and the command it runs. */
export const WORKERS: Workers = {
  reaction: async ({ core }, { factId, name }) => {
    const fact = await findFact(core.db, factId)
    if (fact === null) return
    await REACTIONS[fact.kind as keyof typeof REACTIONS].then[name]?.(core, fact)
  },
  occurrence: (parts, payload) => runOccurrence(parts, payload),
  'refresh-customer': ({ core, wecom }, { externalUserid }) => refreshCustomer(core, wecom, externalUserid),
  'copy-stage': ({ core }, { externalUserid }) => copyStage(core, externalUserid),
  'refresh-tags': ({ core, wecom }) => refreshTags(core, wecom),
  'refresh-group': ({ core, wecom }, payload) =>
    refreshGroup(core, wecom, payload, (tx, day, chatId) =>
      noteInNight(tx, day, [{ kind: 'group', example: { id: chatId } }]),
    ),
  'refresh-members': async ({ core, wecom }) => {
    await refreshMembers(core, wecom)
  },
}
