import type { Fact } from '../../spine/core.ts'

export type ScriptsFact =
  | Fact<'script-sent', { scriptId: number; part: number }>
  | Fact<'script-saved', { scriptId: number; change: 'created' | 'updated' | 'retired' | 'restored' }>
