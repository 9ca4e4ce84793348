import { httpErrors } from '@fastify/sensible'
import { z } from 'zod'
import { FileAnswer, Refusal, route } from '../../http/route.ts'
import { mediaWords } from '../../lang/media.ts'
import type { Core } from '../../spine/core.ts'
import { keeperOf } from '../scripts/rules-life.ts'
import { type KeepFileResult, keepFile } from './keep-file.ts'
import { type FileRow, findFile } from './queries.ts'
import { type FileKind, LARGEST_BYTES, MOST_BYTES, MOST_OF_MEMBER, megabytes } from './rules.ts'
import { type FileView, fileParams, fileQuery, fileUrl, fileView, uploadQuery } from './shapes.ts'
import { readBytes } from './store-bytes.ts'

type BadUpload = Extract<KeepFileResult, { ok: false }>['why']
const STATUS: Readonly<Record<BadUpload, number>> = {
  'no-name': 422,
  'too-small': 422,
  'too-large': 413,
  'no-picture': 415,
  program: 415,
  ending: 415,
  'wrong-content': 415,
  full: 422,
}

const refuse = (why: BadUpload, kind: FileKind, lang: string): Refusal => {
  const words = mediaWords(lang)
  if (why === 'too-large') return new Refusal(STATUS[why], why, words[why](megabytes(MOST_BYTES[kind])))
  if (why === 'full') return new Refusal(STATUS[why], `media-${why}`, words[why](megabytes(MOST_OF_MEMBER)))
  return new Refusal(STATUS[why], why, words[why])
}

const viewOf = ({ id, name, size }: FileRow): FileView => ({ id: String(id), name, size, url: fileUrl(String(id)) })

export const mediaRoutes = ({ core }: { core: Core }) => ({
  'POST /api/media': route({
    summary: 'Store a picture or a file for scripts; the body is the file itself',
    query: uploadQuery,
    raw: LARGEST_BYTES,
    reply: fileView,
    status: 201,
    handle: async ({ query, bytes, caller, lang }) => {
      const kept = await keepFile(core, { ...query, bytes: bytes ?? new Uint8Array(), userid: caller.userid })
      if (!kept.ok) throw refuse(kept.why, query.kind, lang)
      return viewOf(kept.file)
    },
  }),
  'GET /api/media/:id': route({
    summary: 'A stored file: pictures to look at, everything else to save',
    params: fileParams,
    query: fileQuery,
    file: true,
    reply: z.string().meta({ format: 'binary' }),
    handle: async ({ params, query, caller, lang }) => {
      const file = await findFile(core.db, { id: params.id, userid: caller.userid, keepsLibrary: keeperOf(caller).all })
      if (file === null) throw httpErrors.notFound()
      const { name, contentType, sha256 } = file
      const bytes = async () => {
        const found = await readBytes(core.db, file)
        if (found === null) throw new Refusal(404, 'no-file', mediaWords(lang)['no-file'])
        return found
      }
      return new FileAnswer({ name, contentType, inline: file.kind !== 'file' && !query.download, tag: sha256, bytes })
    },
  }),
})
