import { z } from 'zod'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const inside = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? inside(schema.unwrap()) : schema

const ofObject = (shape: Readonly<Record<string, z.core.$ZodType>>, value: Record<string, unknown>, path: string) =>
  Object.entries(value).flatMap(([key, part]) => {
    const declared = Object.hasOwn(shape, key) ? shape[key] : undefined
    const at = path === '' ? key : `${path}.${key}`
    return declared === undefined ? [at] : undeclared(declared, part, at)
  })

/**
 * The keys of a body that its shape does not name: a loose shape lets them through, so that reading a body and writing
 * it again proves nothing about them. Paths like `follow_user[].tags[].tag_id`.
 */
export const undeclared = (schema: z.core.$ZodType, value: unknown, path = ''): string[] => {
  const shape = inside(schema)
  if (shape instanceof z.ZodUnion) {
    const fits = shape.options.filter((option) => z.safeParse(option, value).success)
    return fits.map((option) => undeclared(option, value, path)).sort((a, b) => a.length - b.length)[0] ?? [path]
  }
  if (Array.isArray(value))
    return shape instanceof z.ZodArray
      ? [...new Set(value.flatMap((item) => undeclared(shape.element, item, `${path}[]`)))]
      : [path]
  if (!isRecord(value)) return []
  if (shape instanceof z.ZodObject) return ofObject(shape.shape, value, path)
  if (!(shape instanceof z.ZodRecord)) return [path]
  return Object.entries(value).flatMap(([key, part]) => undeclared(shape.valueType, part, `${path}.${key}`))
}
