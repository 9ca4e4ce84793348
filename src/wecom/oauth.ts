export type AuthorizeInput = {
  /** Origin such as `https://open.weixin.qq.com`. */
  oauthUrl: string
  corpId: string
  agentId: string
  redirectUri: string
  /** 1–128 of [A-Za-z0-9]; the caller makes it unguessable and checks it once. */
  state: string
  scope?: 'snsapi_base' | 'snsapi_privateinfo'
}

/** Where a browser inside WeCom goes to log in. Without the fragment the client shows an error page. */
export const authorizeUrl = (input: AuthorizeInput): string => {
  if (!/^[A-Za-z0-9]{1,128}$/.test(input.state)) throw new Error('OAuth state must be 1–128 of [A-Za-z0-9]')
  const url = new URL('connect/oauth2/authorize', input.oauthUrl.replace(/\/*$/, '/'))
  url.search = new URLSearchParams({
    appid: input.corpId,
    redirect_uri: input.redirectUri,
    response_type: 'code',
    scope: input.scope ?? 'snsapi_base',
    state: input.state,
    agentid: input.agentId,
  }).toString()
  url.hash = 'wechat_redirect'
  return url.toString()
}
