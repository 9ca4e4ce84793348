import {
  getContext,
  getCurExternalChat,
  getCurExternalContact,
  openEnterpriseChat,
  register,
  sendChatMessage,
} from '@wecom/jssdk'
import type { JsSignature } from '../../../src/features/members/shapes.ts'

/** WeCom's own kit; naming the calls one by one lets the bundler leave out the rest. */
export const kit = { getContext, getCurExternalChat, getCurExternalContact, openEnterpriseChat, sendChatMessage }

export const isSupported = (): boolean => /wxwork\/[\d.]+/i.test(navigator.userAgent)

const CUSTOMER_ENTRIES = ['single_chat_tools', 'contact_profile', 'single_kf_tools']
const LIMIT_MS = 8_000
const SIGNATURE_MS = 60_000

// A client that never answers must not leave the rep in front of a skeleton.
export const withLimit = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([work, new Promise<T>((_, fail) => setTimeout(() => fail(new Error('timeout:fail')), LIMIT_MS))])

const pageUrl = (): string => window.location.href.split('#', 1)[0] ?? ''

type AskSignature = (url: string) => Promise<JsSignature>
let askSignature: AskSignature | null = null
let heardAsker: (ask: AskSignature) => void = () => undefined
const asker = new Promise<AskSignature>((resolve) => {
  heardAsker = resolve
})

/** How to ask the server for a signature: said by the page, which comes after this file. */
export const signBy = (ask: AskSignature): void => {
  askSignature = ask
  heardAsker(ask)
}

const signatures = new Map<string, { at: number; reply: Promise<JsSignature> }>()

/** The page comes with its first signature where the server had it at hand. False where it had not. */
export const takeBrought = (): boolean => {
  const text = document.getElementById('signature')?.textContent
  if (!text) return false
  const { url, ...reply } = JSON.parse(text) as JsSignature & { url: string }
  signatures.set(url, { at: Date.now(), reply: Promise.resolve(reply) })
  return url === pageUrl()
}

// Both getters ask for the same address at the same time; one request serves the two.
const signatureFor = (url: string): Promise<JsSignature> => {
  const known = signatures.get(url)
  if (known !== undefined && Date.now() - known.at < SIGNATURE_MS) return known.reply
  const reply = askSignature === null ? asker.then((ask) => ask(url)) : askSignature(url)
  reply.catch(() => signatures.delete(url))
  signatures.set(url, { at: Date.now(), reply })
  return reply
}

/** Where the page stands, and beside whose chat; null outside of one and where the client does not say. */
export type Beginning = { entry: string; partner: string | null }

let begun: Promise<Beginning> | null = null
let heardBroken: () => void = () => undefined
let isBroken = false

/** The client refused our signature after it had been taken for good. */
export const onBroken = (heard: () => void): void => {
  heardBroken = heard
  if (isBroken) heard()
}

/** Once; after a failure anew. */
export const begin = (): Promise<Beginning> => {
  begun ??= introduce().catch((error: unknown) => {
    begun = null
    throw error
  })
  return begun
}

const introduce = async (): Promise<Beginning> => {
  isBroken = false
  const first = await signatureFor(pageUrl())
  register({
    corpId: first.corpId,
    agentId: first.agentId,
    jsApiList: ['getContext', 'getCurExternalContact', 'getCurExternalChat', 'sendChatMessage', 'openEnterpriseChat'],
    getConfigSignature: async (url: string) => (await signatureFor(url)).config,
    getAgentConfigSignature: async (url: string) => (await signatureFor(url)).agentConfig,
    onAgentConfigFail: () => {
      isBroken = true
      heardBroken()
    },
  })
  const { entry } = await withLimit(kit.getContext())
  return { entry, partner: await askPartner(entry).catch(() => null) }
}

/** Asked of the client anew: beside a desktop chat the page may stay while the rep moves on to another customer. */
export const askPartner = async (entry: string): Promise<string | null> =>
  CUSTOMER_ENTRIES.includes(entry) ? (await withLimit(kit.getCurExternalContact())).userId : null
