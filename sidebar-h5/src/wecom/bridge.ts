import { computed, ref } from 'vue'
import type { JsSignature } from '../../../src/features/members/shapes.ts'
import type { FailureKind } from '../api/client.ts'
import { ApiFailure } from '../api/client.ts'
import { api } from '../api/routes.ts'
import type { Outcome } from './outcome.ts'
import { outcomeOf } from './outcome.ts'

export type Where =
  | { kind: 'customer'; externalUserid: string }
  | { kind: 'group'; chatId: string }
  | { kind: 'elsewhere' }
  | { kind: 'trouble'; why: 'no-permission' | 'no-context' | 'failed' | FailureKind }

type Sdk = typeof import('./sdk.ts')

export const isSupported = (): boolean => /wxwork\/[\d.]+/i.test(navigator.userAgent)

const state = ref<'absent' | 'starting' | 'ready' | 'failed'>(isSupported() ? 'starting' : 'absent')
const entry = ref<string | null>(null)
/** Whose chat the page stands beside; null outside of one and where the client does not say. */
export const chatPartner = ref<string | null>(null)

const CHAT_ENTRIES = ['single_chat_tools', 'single_kf_tools', 'chat_attachment']
const CUSTOMER_ENTRIES = ['single_chat_tools', 'contact_profile', 'single_kf_tools']
const GROUP_ENTRIES = ['group_chat_tools', 'chain_group_chat_tools', 'internal_group_chat_board']

/** Messages go out from a chat's tool bar alone; to whom is asked of `canSendTo`, never of this. */
export const isInChat = computed(() => state.value === 'ready' && CHAT_ENTRIES.includes(entry.value ?? ''))
/** From a group's tool bar everybody in the group reads it: what is meant for one customer must never go out there. */
export const canSendToGroup = computed(() => state.value === 'ready' && entry.value === 'group_chat_tools')
export const isStarting = computed(() => state.value === 'starting')
export const canOpenChat = computed(() => state.value === 'ready')

const pageUrl = (): string => window.location.href.split('#', 1)[0] ?? ''

const signatures = new Map<string, { at: number; reply: Promise<JsSignature> }>()
const SIGNATURE_MS = 60_000

/** The page comes with its first signature where the server had it at hand. */
const takeBrought = (): void => {
  const text = document.getElementById('signature')?.textContent
  if (!text) return
  const { url, ...reply } = JSON.parse(text) as JsSignature & { url: string }
  signatures.set(url, { at: Date.now(), reply: Promise.resolve(reply) })
}

// Both getters ask for the same address at the same time; one request serves the two.
const signatureFor = (url: string): Promise<JsSignature> => {
  const known = signatures.get(url)
  if (known !== undefined && Date.now() - known.at < SIGNATURE_MS) return known.reply
  const reply = api.jsSignature(url)
  reply.catch(() => signatures.delete(url))
  signatures.set(url, { at: Date.now(), reply })
  return reply
}

let started: Promise<Sdk> | null = null

const start = (): Promise<Sdk> => {
  started ??= boot().catch((error: unknown) => {
    started = null
    state.value = 'failed'
    throw error
  })
  return started
}

const boot = async (): Promise<Sdk> => {
  state.value = 'starting'
  const [sdk, first] = await Promise.all([import('./sdk.ts'), signatureFor(pageUrl())])
  sdk.register({
    corpId: first.corpId,
    agentId: first.agentId,
    jsApiList: ['getContext', 'getCurExternalContact', 'getCurExternalChat', 'sendChatMessage', 'openEnterpriseChat'],
    getConfigSignature: async (url: string) => (await signatureFor(url)).config,
    getAgentConfigSignature: async (url: string) => (await signatureFor(url)).agentConfig,
    onAgentConfigFail: () => {
      state.value = 'failed'
    },
  })
  const context = await withLimit(sdk.getContext())
  entry.value = context.entry
  // Before the buttons wake: a card of one customer may be opened beside the chat with another.
  await askPartner(sdk).catch(() => null)
  state.value = 'ready'
  return sdk
}

const askPartner = async (sdk: Sdk): Promise<string | null> => {
  chatPartner.value = null
  if (!CUSTOMER_ENTRIES.includes(entry.value ?? '')) return null
  chatPartner.value = (await withLimit(sdk.getCurExternalContact())).userId
  return chatPartner.value
}

/** Asked of the client anew: beside a desktop chat the page may stay while the rep moves on to another customer. */
export const isBeside = async (externalUserid: string): Promise<boolean> => {
  try {
    return (await askPartner(await start())) === externalUserid
  } catch {
    return false
  }
}

/** The same for a group's chat. */
export const isBesideGroup = async (chatId: string): Promise<boolean> => {
  try {
    return (await withLimit((await start()).getCurExternalChat())).chatId === chatId
  } catch {
    return false
  }
}

const LIMIT_MS = 8_000

// A client that never answers must not leave the rep in front of a skeleton.
const withLimit = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([work, new Promise<T>((_, fail) => setTimeout(() => fail(new Error('timeout:fail')), LIMIT_MS))])

/** Starts in the background; the card never waits for it. */
export const warmUp = (): void => {
  takeBrought()
  if (isSupported()) start().catch(() => undefined)
}

export const whereAmI = async (): Promise<Where> => {
  if (!isSupported()) return { kind: 'elsewhere' }
  try {
    const sdk = await start()
    const place = entry.value ?? 'normal'
    if (GROUP_ENTRIES.includes(place)) {
      const { chatId } = await withLimit(sdk.getCurExternalChat())
      return { kind: 'group', chatId }
    }
    const partner = chatPartner.value ?? (await askPartner(sdk))
    return partner === null ? { kind: 'elsewhere' } : { kind: 'customer', externalUserid: partner }
  } catch (error) {
    if (error instanceof ApiFailure) return { kind: 'trouble', why: error.kind }
    const why = outcomeOf(error)
    return { kind: 'trouble', why: why === 'no-permission' || why === 'no-context' ? why : 'failed' }
  }
}

const attempt = async (act: (sdk: Sdk) => Promise<unknown>): Promise<Outcome> => {
  try {
    await act(await start())
    return 'ok'
  } catch (error) {
    const outcome = outcomeOf(error)
    return outcome === 'ok' ? 'failed' : outcome
  }
}

export const sendText = (content: string): Promise<Outcome> =>
  attempt((sdk) => sdk.sendChatMessage({ msgtype: 'text', enterChat: true, text: { content } }))

export const sendLink = (news: { link: string; title: string; desc: string; imgUrl: string }): Promise<Outcome> =>
  attempt((sdk) => sdk.sendChatMessage({ msgtype: 'news', enterChat: true, news }))

export type MediaMessage =
  | { msgtype: 'image'; image: { mediaid: string } }
  | { msgtype: 'file'; file: { mediaid: string } }
  | { msgtype: 'miniprogram'; miniprogram: { appid: string; title: string; imgUrl: string; page: string } }

export const sendMessage = (message: MediaMessage): Promise<Outcome> =>
  attempt((sdk) => sdk.sendChatMessage({ enterChat: true, ...message }))

export const openChat = (externalUserid: string): Promise<Outcome> =>
  attempt((sdk) => sdk.openEnterpriseChat({ externalUserIds: [externalUserid], userIds: [], groupName: '' }))
