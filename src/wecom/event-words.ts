import type { z } from 'zod'
import type { CallbackEvent, EventHead } from './event-types.ts'
import type { XmlFields } from './xml.ts'

/** An event's fields in our words; null where they are not what the event must carry. */
export type EventReader = (fields: XmlFields, head: EventHead) => CallbackEvent | null

/** The one way from WeCom's fields to our words: first the shape, then what it means. */
export const inWords =
  <S extends z.ZodType>(shape: S, say: (fields: z.output<S>, head: EventHead) => CallbackEvent | null): EventReader =>
  (fields, head) => {
    const parsed = shape.safeParse(fields)
    return parsed.success ? say(parsed.data, head) : null
  }

/** Null for what is missing and for what is blank: WeCom means the same by both. */
export const said = (value: string | undefined): string | null =>
  value === undefined || value.trim() === '' ? null : value

export const listOf = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** An element that came empty is a text and holds nothing. */
export const inside = <T extends object>(value: T | string | undefined): T | null =>
  typeof value === 'object' ? value : null

/** Up to fifteen digits, null for anything else: an absurd number must not become a wrong one. */
export const wholeOf = (value: string | undefined): number | null =>
  value !== undefined && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : null
