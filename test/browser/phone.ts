import type { Browser, Page } from 'playwright-core'
import { answersAgain, type Trial, type Visitor, visit } from './trial.ts'

export { lookAt } from './look.ts'

const AGENT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 wxwork/4.1.36 MicroMessenger/7.0.1'

/** The client around the page: which chat is open, and what was put into it. Its answers are WeCom's own words. */
const BRIDGE = `(() => {
  const sent = JSON.parse(sessionStorage.getItem('sent') ?? '[]')
  window.chat = { sent, refuse: '' }
  const say = (name, words, fields) => ({ err_msg: name + ':' + words, ...fields })
  const handlers = {
    getContext: () => say('getContext', 'ok', { entry: sessionStorage.getItem('chat') ? 'single_chat_tools' : 'normal' }),
    getCurExternalContact: () => say('getCurExternalContact', 'ok', { userId: sessionStorage.getItem('chat') }),
    sendChatMessage: (message) => {
      if (window.chat.refuse !== '') return say('sendChatMessage', window.chat.refuse)
      sent.push(message)
      sessionStorage.setItem('sent', JSON.stringify(sent))
      return say('sendChatMessage', 'ok')
    },
    openEnterpriseChat: (wish) => {
      sessionStorage.setItem('chat', String(wish.externalUserIds).split(';')[0])
      setTimeout(() => location.assign('/sidebar/'), 0)
      return say('openEnterpriseChat', 'ok', { chatId: '' })
    },
  }
  window.WeixinJSBridge = {
    invoke: (name, params, callback) => {
      const answer = (handlers[name] ?? (() => say(name, 'ok')))(params ?? {})
      setTimeout(() => callback?.(answer), 0)
    },
    on: () => undefined,
  }
})()`

export type Phone = Visitor & {
  /** Opens the sidebar as the client does, beside the chat with one customer. */
  chatWith: (externalUserid: string) => Promise<void>
  sent: () => Promise<{ msgtype: string; text?: { content: string }; news?: Record<string, string> }[]>
  /** Every press of the thumb since the chat was opened. */
  taps: () => number
  tap: (what: ReturnType<Page['locator']>) => Promise<void>
}

/** A member's phone with WeCom on it. */
export const phone = async (browser: Browser, trial: Trial, as: string): Promise<Phone> => {
  const visitor = await visit(browser, trial, { as, userAgent: AGENT, viewport: { width: 375, height: 800 } })
  const { page } = visitor
  await page.addInitScript(BRIDGE)
  // One visit signs in, so that no measured one is spent on the login.
  await page.goto(new URL('/sidebar/today', trial.url).toString())
  await page.locator('main:not([aria-busy])').waitFor()
  let taps = 0
  return {
    ...visitor,
    chatWith: async (externalUserid) => {
      await page.evaluate(`sessionStorage.setItem('chat', ${JSON.stringify(externalUserid)})`)
      taps = 0
      await page.goto(new URL('/sidebar/', trial.url).toString())
      await page.locator('main:not([aria-busy]) .who').waitFor()
    },
    sent: () => page.evaluate('window.chat.sent'),
    taps: () => taps,
    tap: async (what) => {
      await what.click()
      taps += 1
    },
  }
}

/**
 * Nothing of the server answers. The page itself comes without its first signature, as it does where the server has no
 * ticket at hand: whose chat it stands beside cannot be asked then.
 */
export const cutOff = async ({ page }: Visitor): Promise<() => Promise<void>> => {
  const isPage = (url: URL): boolean => url.pathname.startsWith('/sidebar') && !url.pathname.includes('.')
  await page.route(isPage, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replace('id="signature"', 'id="unsigned"') })
  })
  await page.route('**/api/**', (route) => route.abort())
  return async () => {
    await answersAgain(page)
  }
}

/** Somebody adds a rep as a friend; resolves with the id once the product knows it. */
export const addFriend = async (trial: Trial, visitor: Visitor, name: string, rep = 'wangmin'): Promise<string> => {
  const { request } = visitor.page.context()
  const answer = await request.post(new URL('/sandbox/api/add-customer', trial.url).toString(), { data: { name, rep } })
  const { id } = (await answer.json()) as { id: string }
  const card = new URL(`/api/customers/${id}`, trial.url).toString()
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await request.get(card)
    // The friendship is known at once, the name a reading later.
    if (answer.ok() && ((await answer.json()) as { name: string }).name === name) return id
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${name} never became known`)
}

/** Asks the product as the person of this browser would. */
export const ask = async <T>(trial: Trial, visitor: Visitor, path: string): Promise<T> =>
  (await visitor.page.context().request.get(new URL(path, trial.url).toString())).json() as Promise<T>
