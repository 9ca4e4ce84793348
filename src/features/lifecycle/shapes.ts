import { z } from 'zod'
import { STAGE_KEYS } from './rules-model.ts'

export const stageKey = z.enum(STAGE_KEYS as [string, ...string[]])
