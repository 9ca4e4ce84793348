import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Kernel } from './kernel.ts'
import { memberOf } from './state.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** One company, one trusted domain with its port. The names of this machine are one and the same. */
const trusted = (redirect: URL, app: URL): boolean => {
  const bothHere = LOOPBACK.includes(redirect.hostname) && LOOPBACK.includes(app.hostname)
  return redirect.port === app.port && (bothHere || redirect.hostname === app.hostname)
}

const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

export const cookieIn = (header: string | undefined, name: string): string | null => {
  const found = (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
  return found === undefined ? null : decodeURIComponent(found.slice(name.length + 1))
}

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><link rel="stylesheet" href="/sandbox/page.css"><link rel="stylesheet" href="/sandbox/panels.css"><main class="choose"><h1>${title}</h1>${body}</main></html>`

const refusalPage = (reply: FastifyReply, code: number, words: string): FastifyReply =>
  reply
    .code(400)
    .type('text/html; charset=utf-8')
    .send(page('无法登录', `<p>${escapeText(words)}（${code}）</p>`))

const chooser = (kernel: Kernel, query: Record<string, string>): string => {
  const links = [...kernel.state.members.values()].map((member) => {
    const next = new URLSearchParams({ ...query, sandbox_userid: member.userid })
    return `<a href="/connect/oauth2/authorize?${escapeText(next.toString())}"><b>${escapeText(member.name)}</b><span>${escapeText(member.position)}</span></a>`
  })
  return page('以谁的身份进入', links.join(''))
}

export const registerOauth = (scope: FastifyInstance, kernel: Kernel): void => {
  scope.get('/connect/oauth2/authorize', (request: FastifyRequest, reply: FastifyReply) => {
    const query = Object.fromEntries(new URL(request.url, 'http://sandbox').searchParams)
    const { appid, redirect_uri: redirectUri = '', scope: wanted = '', state = '' } = query
    if (appid !== kernel.options.corpId) return refusalPage(reply, 40013, 'appid 与企业不符')
    if (!URL.canParse(redirectUri)) return refusalPage(reply, 50001, 'redirect_uri 不是一个完整的地址')
    const redirect = new URL(redirectUri)
    if (!/^https?:$/.test(redirect.protocol) || !trusted(redirect, new URL(kernel.options.appUrl())))
      return refusalPage(reply, 50001, 'redirect_uri 不在可信域名内')
    if (query.response_type !== 'code' || !['snsapi_base', 'snsapi_privateinfo'].includes(wanted))
      return refusalPage(reply, 40058, 'response_type 或 scope 不正确')
    if (wanted === 'snsapi_privateinfo' && query.agentid !== kernel.options.agentId)
      return refusalPage(reply, 40056, '缺少 agentid')
    const person = query.sandbox_userid ?? cookieIn(request.headers.cookie, 'sandbox_userid')
    // A person who is no member goes on with a code too: the product must refuse him, not the sandbox.
    if (person === null || person === '') return reply.type('text/html; charset=utf-8').send(chooser(kernel, query))
    const userid = memberOf(kernel.state, person)?.userid ?? person
    const code = kernel.id('', 43)
    kernel.state.oauthCodes.set(code, { userid, at: kernel.seconds(), used: false, scope: wanted })
    redirect.searchParams.set('code', code)
    redirect.searchParams.set('state', state)
    kernel.note({
      kind: 'oauth',
      name: 'authorize',
      ok: true,
      errcode: null,
      attempts: 1,
      detail: { request: { userid, scope: wanted } },
    })
    return reply.code(302).header('location', redirect.toString()).header('cache-control', 'no-store').send()
  })
}
