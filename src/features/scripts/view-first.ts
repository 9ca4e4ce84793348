import { businessDay } from '../calendar/zone.ts'
import type { Library } from './library.ts'
import { searchScripts } from './queries.ts'
import type { Reader } from './rules-life.ts'
import type { Task } from './rules-ranking.ts'
import type { ScriptView } from './shapes.ts'
import { USES_DAYS, type ViewFor, viewScripts } from './view-script.ts'

const FIRST_SCRIPTS = 3
export type FirstScripts = (
  who: ViewFor & { stage: string; task: Task | null; reader: Reader; tags: readonly string[] },
) => Promise<ScriptView[]>

/** The first scripts for a customer of a stage, filled in: what the page shows before anybody searches. */
export const firstScriptsOf =
  (library: Library): FirstScripts =>
  async ({ stage, task, ...who }) => {
    const found = await searchScripts(library, {
      reader: who.reader,
      tags: who.tags,
      stage,
      fitStage: stage,
      task,
      toOne: true,
      usesFrom: new Date(who.now.getTime() - USES_DAYS * 86_400_000),
      today: businessDay(who.now, who.zone),
      limit: FIRST_SCRIPTS,
    })
    return viewScripts(library.db, found.items, who)
  }
