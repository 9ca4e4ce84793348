import type { Fact } from '../../spine/core.ts'

export type ScriptChange =
  | 'created'
  | 'updated'
  | 'submitted'
  | 'withdrawn'
  | 'published'
  | 'returned'
  | 'retired'
  | 'restored'

export type ScriptsFact =
  | Fact<'script-sent', { scriptId: number; part: number }>
  | Fact<'script-saved', { scriptId: number; change: ScriptChange; version: number }>
