import type { PageInput } from './client-data-growth.ts'

/** The last words of a temporary chat. Of image, link and miniprogram WeCom uses one, in this order. */
export type Conclusions = {
  text?: string
  /** Written as a media id, read back as an address. */
  image?: { mediaId: string } | { picUrl: string }
  link?: { title: string; url: string; picUrl?: string; desc?: string }
  miniprogram?: { title: string; picMediaId: string; appid: string; page: string }
}

/**
 * A contact way (联系我). One userid exactly for `single`; for `multi` up to 100 members, departments expanded. `state`
 * and `remark` up to 30 characters. `scene` `link` is for mini programs, `qr` answers a picture.
 */
export type ContactWayInput = {
  kind: 'single' | 'multi'
  scene: 'miniprogram' | 'qr'
  userids?: readonly string[]
  departments?: readonly number[]
  remark?: string
  state?: string
  /** Default true: the customer need not wait for the rep. */
  skipVerify?: boolean
  style?: number
  /** A customer who has one rep already gets the same one. */
  exclusive?: boolean
  markSource?: boolean
  temporary?: { unionid?: string; expiresInSeconds?: number; chatExpiresInSeconds?: number; conclusions?: Conclusions }
}

export type ContactWay = {
  configId: string
  kind: 'single' | 'multi'
  scene: 'miniprogram' | 'qr'
  qrCode: string | null
  userids: string[]
  departments: number[]
  remark: string | null
  state: string | null
  skipVerify: boolean
  style: number | null
  exclusive: boolean
  markSource: boolean
  temporary: boolean
  expiresInSeconds: number | null
  chatExpiresInSeconds: number | null
  unionid: string | null
  conclusions: Conclusions | null
}

/** Made within this time; without it the last 90 days. Temporary ones never show. */
export type ContactWayListInput = PageInput & { from?: Date; to?: Date }

/** A way into customer groups. 1–5 groups; when they are full, WeCom opens new ones named `baseName` + `baseId`. */
export type JoinWayInput = {
  scene: 'miniprogram' | 'qr'
  chatIds: readonly string[]
  remark?: string
  state?: string
  autoCreate?: boolean
  baseName?: string
  baseId?: number
  markSource?: boolean
}

export type JoinWay = {
  configId: string
  /** WeCom's own number: it reads back values that cannot be written. */
  scene: number | null
  chatIds: string[]
  remark: string | null
  state: string | null
  autoCreate: boolean
  baseName: string | null
  baseId: number | null
  qrCode: string | null
  markSource: boolean
}

/** Up to 500 members, departments expanded. */
export type AcquisitionRange = { userids?: readonly string[]; departments?: readonly number[] }
/** Who is offered first: everybody alike, or the named ones. */
export type AcquisitionPriority = { type: 1 | 2; userids?: readonly string[] }

export type AcquisitionLinkInput = {
  name: string
  range: AcquisitionRange
  skipVerify?: boolean
  priority?: AcquisitionPriority
  markSource?: boolean
}

/** Append `?customer_channel=…` (up to 64 bytes) to `url` and the callbacks carry it as their state. */
export type AcquisitionLink = {
  linkId: string
  name: string
  url: string
  createdAt: Date | null
  skipVerify: boolean
  markSource: boolean
  userids: string[]
  departments: number[]
  priority: { type: number; userids: string[] } | null
}

/** `chat`: has the customer written yet. */
export type AcquisitionCustomer = {
  externalUserid: string
  userid: string | null
  chat: 'none' | 'spoke' | 'unknown'
  state: string | null
}
export type AcquisitionStatistic = { clicks: number | null; newCustomers: number | null }
export type AcquisitionQuota = {
  total: number | null
  balance: number | null
  parts: { expiresAt: Date | null; balance: number | null }[]
}
export type AcquisitionChat = {
  userid: string
  externalUserid: string
  linkId: string | null
  state: string | null
  received: number | null
}
