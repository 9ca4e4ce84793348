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
  const agent = `${navigator.userAgent} wxwork/4.1.36 MicroMessenger/7.0.1 Language/zh`
  Object.defineProperty(navigator, 'userAgent', { get: () => agent, configurable: true })

  const ready = { config: false, agentConfig: false }
  const say = (name, words, fields) => ({ err_msg: `${name}:${words}`, ...fields })
  const verify = async (kind, signed) => {
    const response = await fetch('/sandbox/api/js-verify', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind, url: location.href.split('#')[0], ...signed }),
    })
    const answer = await response.json()
    ready[kind] = answer.err_msg.endsWith(':ok')
    return answer
  }

  const open = () => host.current()
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
    getContext: () => {
      const entries = { customer: 'single_chat_tools', group: 'group_chat_tools' }
      return say('getContext', 'ok', {
        entry: host.failure() === 'no-context' ? 'normal' : (entries[open().kind] ?? 'normal'),
      })
    },
    getCurExternalContact: () =>
      open().kind === 'customer' && host.failure() !== 'no-context'
        ? say('getCurExternalContact', 'ok', { userId: open().id })
        : say('getCurExternalContact', 'fail without context of external contact'),
    getCurExternalChat: () =>
      open().kind === 'group' && host.failure() !== 'no-context'
        ? say('getCurExternalChat', 'ok', { chatId: open().id })
        : say('getCurExternalChat', 'fail without context of external chat'),
    sendChatMessage: async (p) => {
      if (!['customer', 'group'].includes(open().kind))
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
    closeWindow: () => say('closeWindow', 'ok'),
  }
  const free = ['preVerifyJSAPI', 'agentConfig', 'checkJsApi', 'hideOptionMenu', 'closeWindow']

  const answer = async (name, params) => {
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
    if (!handler) return say(name, 'fail function not exist')
    if (!free.includes(name) && (host.failure() === 'no-permission' || !(ready.agentConfig || ready.config)))
      return say(name, 'fail no permission')
    return handler(params ?? {})
  }

  window.WeixinJSBridge = {
    invoke: (name, params, callback) => {
      answer(name, params)
        .catch(() => say(name, 'fail system error'))
        .then((result) => callback?.(result))
    },
    on: () => undefined,
  }
  document.dispatchEvent(new Event('WeixinJSBridgeReady'))
})()
