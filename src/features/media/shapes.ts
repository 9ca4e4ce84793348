import { z } from 'zod'
import { FILE_KINDS } from './rules.ts'

export const uploadQuery = z.object({
  kind: z.enum(FILE_KINDS),
  /** As the customer will read it, with its ending. */
  name: z.string().min(1).max(255),
})

/** A file as pages show it. `url` is our own address of it, for whoever is signed in and may see it. */
export const fileView = z.object({
  id: z.string(),
  name: z.string(),
  size: z.number().int(),
  url: z.string(),
})
export type FileView = z.infer<typeof fileView>

export const fileParams = z.object({ id: z.coerce.number().int().positive() })
export const fileQuery = z.object({ download: z.literal('1').optional() })

export const fileUrl = (id: string): string => `/api/media/${id}`
