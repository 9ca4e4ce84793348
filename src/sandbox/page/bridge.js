// Stands in for the WeCom client inside the sandbox page. Anywhere else it does nothing at all.
;(() => {
  if (window.parent === window) return
  let host
  try {
    host = window.parent.__sandbox
  } catch {
    return
  }
  if (!host) return
  const phone = host.device() === 'phone'
  const spoken = host.language() === 'en' ? 'en' : 'zh'
  const scheme = host.isDark() ? ' ColorScheme/Dark' : ''
  const agent = `${navigator.userAgent} wxwork/4.1.36 MicroMessenger/7.0.1 Language/${spoken}${phone ? ` Mobile${scheme}` : ''}`
  Object.defineProperty(navigator, 'userAgent', { get: () => agent, configurable: true })

  // The client's own appearance is what a page in it sees, whatever the system around it says.
  if (host.theme() !== null) {
    const real = window.matchMedia.bind(window)
    const isDark = host.theme() === 'dark'
    window.matchMedia = (query) =>
      /prefers-color-scheme/.test(query) ? real(/dark/.test(query) === isDark ? 'all' : 'not all') : real(query)
  }

  /** What each registration let this page call; null before it, or once it was refused. */
  const granted = { config: null, agentConfig: null }
  /** Which registrations the client takes, by the identity it grants the page. */
  const TAKES = { app: ['config', 'agentConfig'], corp: ['config'], none: [] }
  const say = (name, words, fields) => ({ err_msg: `${name}:${words}`, ...fields })
  const sign = (signature) =>
    host.failure() === 'invalid-signature' ? `${signature}`.split('').reverse().join('') : signature
  const verify = async (kind, signed, apis) => {
    granted[kind] = null
    if (!TAKES[host.identity()].includes(kind)) {
      const refused = say(kind === 'config' ? 'preVerifyJSAPI' : 'agentConfig', 'fail no permission')
      host.note({ name: refused.err_msg.split(':')[0], params: { identity: host.identity() }, said: refused.err_msg })
      return refused
    }
    const response = await fetch('/sandbox/api/js-verify', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind, url: location.href.split('#')[0], ...signed, signature: sign(signed.signature) }),
    })
    const answer = await response.json()
    if (answer.err_msg.endsWith(':ok')) granted[kind] = Array.isArray(apis) ? apis : []
    return answer
  }

  /** An id that WeCom has forgotten is no id. */
  const REFUSED = { 'invalid-mediaid': 'fail invalid mediaid', 'invalid-message': 'fail invalid param' }
  const open = () => host.current()
  const CUSTOMER = ['single_chat_tools', 'contact_profile', 'single_kf_tools']
  const GROUP = ['group_chat_tools', 'chain_group_chat_tools']
  const TALK = ['single_chat_tools', 'group_chat_tools', 'chat_attachment', 'single_kf_tools']
  const withCustomer = () => CUSTOMER.includes(host.entry()) && ['customer', 'kf'].includes(open().kind)
  const withGroup = () => GROUP.includes(host.entry()) && open().kind === 'group'
  const withChat = () => TALK.includes(host.entry()) && ['customer', 'kf', 'group'].includes(open().kind)
  const handlers = {
    preVerifyJSAPI: (p) =>
      verify(
        'config',
        {
          corpid: p.verifyAppId || p.appId,
          timestamp: p.verifyTimestamp,
          nonceStr: p.verifyNonceStr,
          signature: p.verifySignature,
        },
        p.verifyJsApiList,
      ),
    agentConfig: (p) =>
      verify(
        'agentConfig',
        {
          corpid: p.corpid,
          agentid: p.agentid,
          timestamp: p.timestamp,
          nonceStr: p.nonceStr,
          signature: p.signature,
        },
        p.jsApiList,
      ),
    getContext: () => say('getContext', 'ok', { entry: host.entry() }),
    getCurExternalContact: () =>
      withCustomer()
        ? say('getCurExternalContact', 'ok', { userId: open().customer ?? open().id })
        : say('getCurExternalContact', 'fail without context of external contact'),
    getCurExternalChat: () =>
      withGroup()
        ? say('getCurExternalChat', 'ok', { chatId: open().id })
        : say('getCurExternalChat', 'fail without context of external chat'),
    sendChatMessage: async (p) => {
      if (!withChat()) return say('sendChatMessage', 'fail without context of external contact')
      if (p.msgtype === 'news' && !/^https?:/.test(p.news?.link ?? ''))
        return say('sendChatMessage', 'fail, invalid param, link or img_url is invalid')
      if (p.msgtype === 'news' && p.news.imgUrl && !/^https?:/.test(p.news.imgUrl))
        return say('sendChatMessage', 'fail invalid imgUrl')
      if (p.msgtype === 'miniprogram' && !/^https?:/.test(p.miniprogram?.imgUrl ?? ''))
        return say('sendChatMessage', 'fail invalid imgUrl')
      const done = await host.send(p)
      if (done.ok === true) return say('sendChatMessage', 'ok')
      return say('sendChatMessage', REFUSED[done.why] ?? 'fail no permission')
    },
    openUserProfile: (p) => {
      host.profile(p)
      return say('openUserProfile', 'ok')
    },
    openEnterpriseChat: (p) => {
      const ids = `${p.externalUserIds ?? ''}`.split(';').filter(Boolean)
      return host.openChat(p.chatId || ids[0] || '')
        ? say('openEnterpriseChat', 'ok', { chatId: p.chatId || '' })
        : say('openEnterpriseChat', 'fail invalid userid')
    },
    openExistedChatWithMsg: (p) =>
      say('openExistedChatWithMsg', host.openChat(p.chatId) ? 'ok' : 'fail invalid chatid'),
    selectExternalContact: () => say('selectExternalContact', 'ok', { userIds: host.customers().slice(0, 1) }),
    checkJsApi: (p) =>
      say('checkJsApi', 'ok', {
        checkResult: Object.fromEntries((p.jsApiList ?? []).map((name) => [name, name in handlers])),
      }),
    openDefaultBrowser: (p) => {
      window.open(p.url, '_blank', 'noopener')
      return say('openDefaultBrowser', 'ok')
    },
    setClipboardData: async (p) => {
      await navigator.clipboard?.writeText(p.data).catch(() => undefined)
      return say('setClipboardData', 'ok')
    },
    hideOptionMenu: () => say('hideOptionMenu', 'ok'),
    closeWindow: () => {
      host.close()
      return say('closeWindow', 'ok')
    },
  }
  const FREE = ['preVerifyJSAPI', 'agentConfig', 'checkJsApi', 'hideOptionMenu', 'closeWindow']
  /** Sidebar calls want the app; for the others either registration will do. */
  const APP_ONLY = [
    'getContext',
    'getCurExternalContact',
    'getCurExternalChat',
    'sendChatMessage',
    'selectExternalContact',
    'openExistedChatWithMsg',
  ]
  const SIGNING = ['preVerifyJSAPI', 'agentConfig']
  const NEEDS_PLACE = ['getCurExternalContact', 'getCurExternalChat', 'sendChatMessage']
  const CANCELLED = ['sendChatMessage', 'openEnterpriseChat', 'openExistedChatWithMsg', 'selectExternalContact']
  const mayCall = (name) =>
    FREE.includes(name) ||
    granted.agentConfig?.includes(name) ||
    (!APP_ONLY.includes(name) && granted.config?.includes(name))
  const away = 'without context of external contact'

  /** How the chosen misbehaviour answers a call; nothing where it leaves the call alone. */
  const FAILURES = {
    'no-permission': (name) => !FREE.includes(name) && say(name, 'fail no permission'),
    'permission-denied': (name) => !FREE.includes(name) && say(name, 'permission denied'),
    'not-in-allow-list': (name) => !FREE.includes(name) && say(name, 'fail user not in allow list'),
    'no-context': (name) =>
      name === 'getContext'
        ? say(name, 'ok', { entry: 'normal' })
        : NEEDS_PLACE.includes(name) && say(name, `fail ${away}`),
    cancel: (name) => CANCELLED.includes(name) && say(name, 'cancel'),
    'invalid-img-url': (name) => name === 'sendChatMessage' && say(name, 'fail invalid imgUrl'),
    'cross-corp': (name) => name === 'sendChatMessage' && say(name, 'fail, not allow to cross corp'),
    'windows-wording': (name) => NEEDS_PLACE.includes(name) && { errmsg: `${name}:fail_${away}` },
    'mac-wording': (name) => NEEDS_PLACE.includes(name) && say(name, `fail_fail_${away}`, { err_code: 2 }),
    silent: (name) => {
      if (FREE.includes(name)) return false
      host.note({ name, params: {}, said: '' })
      return new Promise(() => undefined)
    },
  }

  const answer = async (name, params) => {
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
    if (!handler) return say(name, 'fail function not exist')
    const failed = FAILURES[host.failure()]?.(name)
    if (failed) return failed
    if (!mayCall(name)) return say(name, 'fail no permission')
    return handler(params ?? {})
  }

  const SECRET = /^(verify|signature|appId$)/
  const readable = (params) => Object.fromEntries(Object.entries(params ?? {}).filter(([key]) => !SECRET.test(key)))

  window.WeixinJSBridge = {
    invoke: (name, params, callback) => {
      answer(name, params)
        .catch(() => say(name, 'fail system error'))
        .then((result) => {
          // The signature checks write their own line, with what was compared.
          if (!SIGNING.includes(name))
            host.note({ name, params: readable(params), answer: result, said: result.err_msg ?? result.errmsg ?? '' })
          callback?.(result)
        })
    },
    on: () => undefined,
  }
  document.dispatchEvent(new Event('WeixinJSBridgeReady'))
})()
