import type { AppchatMessage, Strategy } from '../growth/state.ts'

/** Somebody new, or with `externalUserid` somebody known. */
export type Visitor = { name?: string | undefined; externalUserid?: string | undefined; gender?: 0 | 1 | 2 | undefined }
export type Found = { externalUserid: string; userid: string }

export type GrowthPeople = {
  /** The rep asks, the customer agrees: a friend request of the rep's own. */
  repAdds: (userid: string, visitor: Visitor) => Promise<Found>
  /**
   * A customer scans a contact way: one of its members is added, with the way's state. Without `skip_verify` the rep has
   * still to confirm. A temporary way opens a chat and no friendship. Throws for a way that is gone, used or expired.
   */
  scanContactWay: (configId: string, visitor: Visitor) => Promise<Found>
  /** A customer scans the code of a join way and is in the first group with room; answers its chat id. */
  scanJoinWay: (configId: string, externalUserid: string) => Promise<string>
  /** Somebody opens an acquisition link and goes no further. */
  openLink: (linkId: string, channel?: string) => Promise<void>
  /** Somebody opens an acquisition link and adds a rep of its range. Uses up one of the quota. */
  addByLink: (linkId: string, visitor: Visitor & { channel?: string | undefined }) => Promise<Found>
  buyAcquisitionQuota: (count: number) => Promise<void>
  acquisitionQuotaExpires: (count: number, inDays: number) => Promise<void>
  linkBecomesUnavailable: (linkId: string) => Promise<void>
  /** The administrator deletes a link in the console. */
  deleteLink: (linkId: string) => Promise<void>

  /** The group sends this rep has not confirmed, oldest first. */
  pendingGroupSends: (userid: string) => { msgid: string; text: string; receivers: string[] }[]
  /** A rep sends to many of their own accord; the company sees it in its list as made by the rep. */
  repSendsToMany: (userid: string, externalUserids: string[], text: string) => Promise<string>
  /** The rep taps confirm; with `chosen` only for these, where the task allows choosing. */
  confirmGroupSend: (userid: string, msgid: string, chosen?: string[]) => Promise<void>

  /** In the console: the administrator writes it, these reps are asked to publish it. Answers its id. */
  companyMoment: (text: string, reps: readonly string[]) => string
  /** The company stops asking; who has published it keeps it. */
  cancelMoment: (momentId: string) => Promise<void>
  /** A rep's own moment, published as it is written. */
  repPostsMoment: (userid: string, text: string) => string
  publishMoment: (userid: string, momentId: string) => Promise<void>
  /** Under the moment of one rep; throws for somebody who cannot see it. */
  likeMoment: (userid: string, momentId: string, externalUserid: string) => Promise<void>
  commentMoment: (userid: string, momentId: string, externalUserid: string) => Promise<void>

  /**
   * In the console: whoever is in the company hands customers on, those of whoever left are assigned. The errcode is 0
   * where it has begun.
   */
  handOver: (
    from: string,
    to: string,
    externalUserids: readonly string[],
  ) => Promise<{ externalUserid: string; errcode: number }[]>
  /** The customer agrees at once instead of letting 24 hours pass. */
  acceptTransfer: (externalUserid: string, from: string) => Promise<void>
  refuseTransfer: (externalUserid: string, from: string) => Promise<void>
  /** The rep who should take over has as many customers as one may have. */
  exceedTransferLimit: (externalUserid: string, from: string) => Promise<void>
  /** When the next one that waits ends by itself. */
  nextTransferEnd: () => Date | null
  /** Ends what has waited 24 hours; happens by itself within a second of real time, too. */
  settleTransfers: () => Promise<void>

  /** The administrator makes a rule group in the console. */
  createStrategy: (strategy: Partial<Omit<Strategy, 'id' | 'createdAt'>> & { name: string }) => number

  /** What an internal group of the app shows to one of its members, or without one everything that was sent. */
  appchatMessages: (chatid: string, userid?: string) => AppchatMessage[]
  /** Somebody writes in a customer group. */
  saysInGroup: (chatId: string, who: string, text: string) => Promise<void>
}
