import { signJsSdk } from '../wecom/jssdk.ts'
import { sameText } from '../wecom/signature.ts'
import { ticketOf } from './api/admissions.ts'
import { type Body, textIn } from './api/replies.ts'
import type { Kernel } from './kernel.ts'

/**
 * What the client does with `config` and `agentConfig`: the ticket of the right kind, the page's own address, and for
 * the app its corp and agent. A ticket of the other kind must fail, that is the usual mistake.
 */
export const verifyJs = (kernel: Kernel, body: Body): Body => {
  const kind = textIn(body, 'kind') === 'config' ? 'config' : 'agentConfig'
  const { corpId, agentId } = kernel.options
  const name = kind === 'config' ? 'preVerifyJSAPI' : 'agentConfig'
  const expected = signJsSdk({
    ticket: ticketOf(kernel, kind === 'config' ? 'corp' : 'app'),
    nonce: textIn(body, 'nonceStr'),
    timestamp: `${body.timestamp ?? ''}`,
    url: textIn(body, 'url'),
  })
  const signed = sameText(expected, textIn(body, 'signature'))
  const rightApp = textIn(body, 'corpid') === corpId && (kind === 'config' || `${body.agentid ?? ''}` === agentId)
  const why = !rightApp
    ? 'fail invalid corpid or agentid'
    : signed
      ? 'ok'
      : 'fail_invalid signature more info at https://open.work.weixin.qq.com/devtool/query?e=40093'
  kernel.note({
    kind: 'bridge',
    name,
    ok: why === 'ok',
    errcode: why === 'ok' ? 0 : 40093,
    attempts: 1,
    detail: { request: { url: body.url, corpid: body.corpid, agentid: body.agentid }, response: `${name}:${why}` },
  })
  return { err_msg: `${name}:${why}` }
}
