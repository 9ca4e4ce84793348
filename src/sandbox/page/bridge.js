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

  const ready = { config: false, agentConfig: false }
  const say = (name, words, fields) => ({ err_msg: `${name}:${words}`, ...fields })
  const sign = (signature) =>
    host.failure() === 'invalid-signature' ? `${signature}`.split('').reverse().join('') : signature
  const verify = async (kind, signed) => {
    const response = await fetch('/sandbox/api/js-verify', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind, url: location.href.split('#')[0], ...signed, signature: sign(signed.signature) }),
    })
    const answer = await response.json()
    ready[kind] = answer.err_msg.endsWith(':ok')
    return answer
  }

  const open = () => host.current()
  const CUSTOMER = ['single_chat_tools', 'contact_profile', 'single_kf_tools', 'chat_attachment']
  const GROUP = ['group_chat_tools', 'chain_group_chat_tools']
  const TALK = ['single_chat_tools', 'group_chat_tools', 'chat_attachment', 'single_kf_tools']
  const withCustomer = () => CUSTOMER.includes(host.entry()) && open().kind === 'customer'
  const withGroup = () => GROUP.includes(host.entry()) && open().kind === 'group'
  const handlers = {
    preVerifyJSAPI: (p) =>
      verify('config', {
        corpid: p.verifyAppId || p.appId,
        timestamp: p.verifyTimestamp,
        nonceStr: p.verifyNonceStr,
        signature: p.verifySignature,
      }),
    agentConfig: (p) =>
      verify('agentConfig', {
        corpid: p.corpid,
        agentid: p.agentid,
        timestamp: p.timestamp,
        nonceStr: p.nonceStr,
        signature: p.signature,
      }),
    getContext: () => say('getContext', 'ok', { entry: host.entry() }),
    getCurExternalContact: () =>
      withCustomer()
        ? say('getCurExternalContact', 'ok', { userId: open().id })
        : say('getCurExternalContact', 'fail without context of external contact'),
    getCurExternalChat: () =>
      withGroup()
        ? say('getCurExternalChat', 'ok', { chatId: open().id })
        : say('getCurExternalChat', 'fail without context of external chat'),
    sendChatMessage: async (p) => {
      if (!TALK.includes(host.entry()) || !(withCustomer() || withGroup()))
        return say('sendChatMessage', 'fail without context of external contact')
      if (p.msgtype === 'news' && !/^https?:/.test(p.news?.link ?? ''))
        return say('sendChatMessage', 'fail, invalid param, link or img_url is invalid')
      return (await host.send(p)) ? say('sendChatMessage', 'ok') : say('sendChatMessage', 'fail no permission')
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
  const SIGNING = ['preVerifyJSAPI', 'agentConfig']
  const NEEDS_PLACE = ['getCurExternalContact', 'getCurExternalChat', 'sendChatMessage']
  const CANCELLED = ['sendChatMessage', 'openEnterpriseChat', 'openExistedChatWithMsg', 'selectExternalContact']
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
    if (!FREE.includes(name) && !(ready.agentConfig || ready.config)) return say(name, 'fail no permission')
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
