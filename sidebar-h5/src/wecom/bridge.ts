import { computed, ref } from 'vue'
import type { FailureKind } from '../api/client.ts'
import { ApiFailure } from '../api/client.ts'
import { api } from '../api/routes.ts'
import { askPartner, begin, isSupported, kit, onBroken, signBy, withLimit } from './kit.ts'
import type { Outcome } from './outcome.ts'
import { outcomeOf } from './outcome.ts'

export type Where =
  | { kind: 'customer'; externalUserid: string }
  | { kind: 'group'; chatId: string }
  | { kind: 'elsewhere' }
  | { kind: 'trouble'; why: 'no-permission' | 'no-context' | 'failed' | FailureKind }

export { isSupported }

const state = ref<'absent' | 'starting' | 'ready' | 'failed'>(isSupported() ? 'starting' : 'absent')
const entry = ref<string | null>(null)
/** Whose chat the page stands beside; null outside of one and where the client does not say. */
export const chatPartner = ref<string | null>(null)

const CHAT_ENTRIES = ['single_chat_tools', 'single_kf_tools', 'chat_attachment']
const GROUP_ENTRIES = ['group_chat_tools', 'chain_group_chat_tools', 'internal_group_chat_board']

/** Messages go out from a chat's tool bar alone; to whom is asked of `canSendTo`, never of this. */
export const isInChat = computed(() => state.value === 'ready' && CHAT_ENTRIES.includes(entry.value ?? ''))
/** From a group's tool bar everybody in the group reads it: what is meant for one customer must never go out there. */
export const canSendToGroup = computed(() => state.value === 'ready' && entry.value === 'group_chat_tools')
export const isStarting = computed(() => state.value === 'starting')
export const canOpenChat = computed(() => state.value === 'ready')

let started: Promise<void> | null = null

const start = (): Promise<void> => {
  started ??= boot().catch((error: unknown) => {
    started = null
    state.value = 'failed'
    throw error
  })
  return started
}

const boot = async (): Promise<void> => {
  state.value = 'starting'
  const { entry: place, partner } = await begin()
  entry.value = place
  // Before the buttons wake: a card of one customer may be opened beside the chat with another.
  chatPartner.value = partner
  state.value = 'ready'
}

const lookBeside = async (): Promise<string | null> => {
  chatPartner.value = null
  chatPartner.value = await askPartner(entry.value ?? '')
  return chatPartner.value
}

/** Asked of the client anew: beside a desktop chat the page may stay while the rep moves on to another customer. */
export const isBeside = async (externalUserid: string): Promise<boolean> => {
  try {
    await start()
    return (await lookBeside()) === externalUserid
  } catch {
    return false
  }
}

/** The same for a group's chat. */
export const isBesideGroup = async (chatId: string): Promise<boolean> => {
  try {
    await start()
    return (await withLimit(kit.getCurExternalChat())).chatId === chatId
  } catch {
    return false
  }
}

/** Starts in the background; the card never waits for it. */
export const warmUp = (): void => {
  signBy(api.jsSignature)
  onBroken(() => {
    state.value = 'failed'
  })
  if (isSupported()) start().catch(() => undefined)
}

export const whereAmI = async (): Promise<Where> => {
  if (!isSupported()) return { kind: 'elsewhere' }
  try {
    await start()
    const place = entry.value ?? 'normal'
    if (GROUP_ENTRIES.includes(place)) {
      const { chatId } = await withLimit(kit.getCurExternalChat())
      return { kind: 'group', chatId }
    }
    const partner = chatPartner.value ?? (await lookBeside())
    return partner === null ? { kind: 'elsewhere' } : { kind: 'customer', externalUserid: partner }
  } catch (error) {
    if (error instanceof ApiFailure) return { kind: 'trouble', why: error.kind }
    const why = outcomeOf(error)
    return { kind: 'trouble', why: why === 'no-permission' || why === 'no-context' ? why : 'failed' }
  }
}

const attempt = async (act: (sdk: typeof kit) => Promise<unknown>): Promise<Outcome> => {
  try {
    await start()
    await act(kit)
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
