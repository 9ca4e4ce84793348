import { z } from 'zod'

/** ISO 8601 with offset, e.g. `2026-11-23T08:50:00.000Z`. */
export const isoTime = z.iso
  .datetime({ offset: true })
  // The database knows no year 0, and nothing of ours is older.
  .refine((time) => time >= '1900', 'is before 1900')
export const businessDay = z.iso.date()

/** Minor units and ISO 4217. */
export const money = z.object({ amount: z.number().int(), currency: z.string().regex(/^[A-Z]{3}$/) })

/** Every list answers in this form; `nextCursor` is null on the last page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
})

/** A cursor that is not one of ours is refused: read as "from the start", it would send a reader round in circles. */
export const pageBy = (isOurs: (cursor: string) => boolean) =>
  pageQuery.extend({ cursor: z.string().max(500).refine(isOurs, 'is not one of ours').optional() })
/** Most lists go on after a row's number. */
export const pageById = pageBy((cursor) => /^\d{1,15}$/.test(cursor))

/** For lists that are short by nature: all of it, unless the reader asks for less. */
export const wholeQuery = z.object({
  limit: pageQuery.shape.limit.unwrap().optional(),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'is not one of ours')
    .optional(),
})
/** The cursor of such a list is the place of the item that comes next. */
export const pageOf = <T>(all: readonly T[], { limit, cursor }: z.output<typeof wholeQuery>) => {
  const from = Number(cursor ?? 0)
  const to = from + (limit ?? all.length)
  return { items: all.slice(from, to), nextCursor: to < all.length ? String(to) : null }
}

export const ok = z.object({ ok: z.literal(true) })
export type Ok = z.infer<typeof ok>
