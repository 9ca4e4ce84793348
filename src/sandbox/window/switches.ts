import { z } from 'zod'
import type { Body } from '../api/replies.ts'
import type { Kernel } from '../kernel.ts'
import type { SwitchName } from '../switches/switches.ts'
import { SWITCHES } from '../switches/switches-data.ts'

type Control = { control: 'flag' | 'number' | 'choice' | 'json'; options: readonly string[] }

/** The control that fits a value, read off its shape, so that a new switch needs no work on the page. */
const controlOf = (shape: z.ZodType): Control => {
  const { type, enum: options } = z.toJSONSchema(shape)
  if (Array.isArray(options)) return { control: 'choice', options: options.map(String) }
  if (type === 'boolean') return { control: 'flag', options: [] }
  if (type === 'integer' || type === 'number') return { control: 'number', options: [] }
  return { control: 'json', options: [] }
}

/** Every switch with its default, its present value and what it does, in the order of the table. */
export const pageSwitches = (kernel: Kernel): Body[] => {
  const values = kernel.switches.values()
  return (Object.keys(SWITCHES) as SwitchName[]).map((name) => {
    const { shape, initial, zh, en } = SWITCHES[name]
    return { name, ...controlOf(shape), initial, value: values[name], zh, en }
  })
}
