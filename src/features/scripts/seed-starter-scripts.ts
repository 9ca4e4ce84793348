import type { Core } from '../../spine/core.ts'
import { bumpLibrary } from './library.ts'
import { searchText } from './search-text.ts'
import { STARTER_SCRIPTS } from './starter-data.ts'
import { type ScriptPart, scripts } from './tables.ts'

/** Adds what the library has and the company does not. What the company changed or retired stays as the company left it. */
export const seedStarterScripts = async (core: Core): Promise<{ added: number }> => {
  const now = core.now()
  const rows = STARTER_SCRIPTS.map((starter) => {
    const parts = starter.parts.map((text): ScriptPart => ({ type: 'text', text }))
    const { title, category } = starter
    const [stages, tags] = [[...starter.stages], [...starter.tags]]
    return {
      ...searchText({ title, tags, parts }),
      ...{ starterKey: starter.key, scope: 'company' as const, title, category, stages, tags, parts },
      ...{ createdAt: now, updatedAt: now },
    }
  })
  return core.db.transaction(async (tx) => {
    const added = await tx
      .insert(scripts)
      .values(rows)
      .onConflictDoNothing({ target: scripts.starterKey })
      .returning({ id: scripts.id })
    if (added.length > 0) await bumpLibrary(tx)
    return { added: added.length }
  })
}
