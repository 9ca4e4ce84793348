import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import files from '@fastify/static'
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
    const known = filesIn(sidebarDir)
    await scope.register(files, { root: sidebarDir, serve: false, cacheControl: false, preCompressed: true })
    scope.get<{ Params: { '*': string } }>('/sidebar/*', async (request, reply) => {
      const path = request.params['*']
      if (path.startsWith('assets/')) {
        if (!known.has(path)) return reply.code(404).send(errorBody(404, 'no such file', 'not-found'))
        return reply.header('cache-control', 'public, max-age=31536000, immutable').sendFile(path)
      }
      if (path !== 'index.html' && known.has(path)) return reply.header('cache-control', 'no-cache').sendFile(path)
      const signature = await firstSignature(request, signFirst)
      if (signature !== '') reply.header('cache-control', 'private, no-cache')
      return sendHtml(
        reply,
        200,
        html.replace('</head>', () => `${signature}</head>`),
      )
    })
  }
