import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import sendStored from '@fastify/send'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorBody } from './errors.ts'
import { plainPage } from './pages.ts'
import { sessionToken } from './sessions.ts'

/** The same from src/http and from dist/http. */
const SIDEBAR = fileURLToPath(new URL('../../sidebar-h5/dist', import.meta.url))

export type StaticParts = {
  sidebarDir?: string | undefined
  /** Put right behind `<head>`: the sandbox brings its stand-in for the WeCom bridge this way. */
  headHtml?: string | undefined
  /** Signs the address of a page for whoever holds this session; null where that would keep the page waiting. */
  signFirst?: ((token: string, path: string) => Promise<object | null>) | undefined
}

const NOT_BUILT = plainPage({
  title: '侧边栏页面还没有构建',
  text: '请运行 npm run build，然后重新打开这个页面。用 npm start 启动时会自动构建。',
})

const filesIn = (directory: string): ReadonlySet<string> =>
  new Set(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/')),
  )

/** As the build left them beside each file, the smallest first. */
const PACKED = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

const NOT_AT_ALL = /^\s*q\s*=\s*0(\.0*)?\s*$/i

const takes = (request: FastifyRequest, coding: string): boolean =>
  String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .map((one) => one.split(';'))
    .some(([name = '', weight = '']) => name.trim().toLowerCase() === coding && !NOT_AT_ALL.test(weight))

type Stored = { directory: string; known: ReadonlySet<string> }

/** A file of the build, packed where the browser takes it so; ranges and what it holds already are the library's. */
const sendBuilt = async (request: FastifyRequest, reply: FastifyReply, path: string, { directory, known }: Stored) => {
  const packed = PACKED.find(([coding, ending]) => known.has(path + ending) && takes(request, coding))
  const stored = path + (packed?.[1] ?? '')
  const found = await sendStored(request.raw, `/${encodeURI(stored)}`, { root: directory, cacheControl: false })
  reply.code(found.statusCode).headers(found.headers)
  if (PACKED.some(([, ending]) => known.has(path + ending))) reply.header('vary', 'accept-encoding')
  if (packed !== undefined && found.type === 'file') {
    const type = sendStored.mime.getType(path) ?? 'application/octet-stream'
    reply.header('content-encoding', packed[0])
    reply.header('content-type', sendStored.isUtf8MimeType(type) ? `${type}; charset=utf-8` : type)
  }
  return reply.send(found.stream)
}

const CLIENT = /wxwork\//i

/** Saves the page a round trip on a phone's slow line; as data, not as script, it needs no hole in the content policy. */
const firstSignature = async (request: FastifyRequest, sign: StaticParts['signFirst']): Promise<string> => {
  const token = sign !== undefined && CLIENT.test(request.headers['user-agent'] ?? '') ? sessionToken(request) : null
  const signed = token === null ? null : await sign?.(token, request.url)
  if (signed == null) return ''
  // A `<` would end the element it stands in.
  return `<script type="application/json" id="signature">${JSON.stringify(signed).replaceAll('<', '\\u003c')}</script>`
}

const sendHtml = (reply: FastifyReply, status: number, html: string) =>
  reply
    .code(status)
    .header('cache-control', reply.getHeader('cache-control') ?? 'no-cache')
    .type('text/html; charset=utf-8')
    .send(html)

/** The H5 app: hashed assets for ever, the page itself always fresh, every other path below is the page too. */
export const sidebarRoutes =
  ({ sidebarDir = SIDEBAR, headHtml = '', signFirst }: StaticParts) =>
  async (scope: FastifyInstance) => {
    scope.get('/', async (_request, reply) => reply.redirect('/sidebar/', 302))
    scope.get('/sidebar', async (_request, reply) => reply.redirect('/sidebar/', 302))
    const index = join(sidebarDir, 'index.html')
    if (!existsSync(index)) {
      scope.get('/sidebar/*', async (_request, reply) => sendHtml(reply, 503, NOT_BUILT))
      return
    }
    const html = readFileSync(index, 'utf8').replace(/<head[^>]*>/i, (head) => `${head}${headHtml}`)
    const built = { directory: sidebarDir, known: filesIn(sidebarDir) }
    scope.get<{ Params: { '*': string } }>('/sidebar/*', async (request, reply) => {
      const path = request.params['*']
      if (path.startsWith('assets/')) {
        if (!built.known.has(path)) return reply.code(404).send(errorBody(404, 'no such file', 'not-found'))
        reply.header('cache-control', 'public, max-age=31536000, immutable')
        return sendBuilt(request, reply, path, built)
      }
      if (path !== 'index.html' && built.known.has(path)) {
        reply.header('cache-control', 'no-cache')
        return sendBuilt(request, reply, path, built)
      }
      const signature = await firstSignature(request, signFirst)
      if (signature !== '') reply.header('cache-control', 'private, no-cache')
      return sendHtml(
        reply,
        200,
        html.replace('</head>', () => `${signature}</head>`),
      )
    })
  }
