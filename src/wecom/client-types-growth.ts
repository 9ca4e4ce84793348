import type { CorpTagGroup, Department } from './client-data.ts'
import type * as data from './client-data-growth.ts'

type Page<Row> = data.Page<Row>

/** Being found: contact ways, ways into groups, acquisition links. */
export type WecomWays = {
  /** `qrCode` is null for a mini program. Keep the id: WeCom shows these ways nowhere in its console. */
  createContactWay(input: data.ContactWayInput): Promise<{ configId: string; qrCode: string | null }>
  contactWay(configId: string): Promise<data.ContactWay>
  contactWayIds(input?: data.ContactWayListInput): Promise<Page<string>>
  /** Writes the whole way: what the input leaves out goes back to its default. Kind and scene cannot change. */
  updateContactWay(configId: string, input: data.ContactWayInput): Promise<void>
  deleteContactWay(configId: string): Promise<void>
  endTemporaryChat(pair: { userid: string; externalUserid: string }): Promise<void>

  createJoinWay(input: data.JoinWayInput): Promise<{ configId: string }>
  /** Only of this app's own ways. */
  joinWay(configId: string): Promise<data.JoinWay>
  updateJoinWay(configId: string, input: data.JoinWayInput): Promise<void>
  deleteJoinWay(configId: string): Promise<void>

  acquisitionLinkIds(input?: data.PageInput): Promise<Page<string>>
  acquisitionLink(linkId: string): Promise<data.AcquisitionLink>
  createAcquisitionLink(input: data.AcquisitionLinkInput): Promise<{ linkId: string; name: string; url: string }>
  /** A range that is given replaces the old one whole. */
  updateAcquisitionLink(linkId: string, input: Partial<data.AcquisitionLinkInput>): Promise<void>
  deleteAcquisitionLink(linkId: string): Promise<void>
  acquisitionCustomers(linkId: string, input?: data.PageInput): Promise<Page<data.AcquisitionCustomer>>
  /** At most 30 days, at most 180 back. */
  acquisitionStatistic(input: { linkId: string; from: Date; until: Date }): Promise<data.AcquisitionStatistic>
  acquisitionQuota(): Promise<data.AcquisitionQuota>
  /** The key of a `message_from_customer` callback lives 30 minutes. */
  acquisitionChat(chatKey: string): Promise<data.AcquisitionChat>
}

/** Many at once: group sends, welcome templates of groups, moments. */
export type WecomSends = {
  /** Makes tasks for reps; not repeatable. 41048 when nobody is left to send to. */
  createGroupSend(input: data.GroupSendInput): Promise<data.GroupSendCreated>
  groupSends(input: data.GroupSendListInput): Promise<Page<data.GroupSend>>
  /** 41063 for a moment after creation: try again. */
  groupSendTasks(msgid: string, input?: data.PageInput): Promise<Page<data.GroupSendTask>>
  /** For groups WeCom lists only those that were reached. */
  groupSendResults(task: { msgid: string; userid: string }, input?: data.PageInput): Promise<Page<data.GroupSendResult>>
  /** Three times in 24 hours, then 41094. */
  remindGroupSend(msgid: string): Promise<void>
  /** What is sent stays sent. */
  cancelGroupSend(msgid: string): Promise<void>

  addGroupWelcome(input: data.GroupWelcomeInput): Promise<{ templateId: string }>
  editGroupWelcome(templateId: string, input: Omit<data.GroupWelcomeInput, 'notify'>): Promise<void>
  groupWelcome(templateId: string): Promise<data.GroupWelcome>
  deleteGroupWelcome(templateId: string): Promise<void>

  /** Ask `momentJob` what became of it, within 24 hours. Ten a minute. */
  createMoment(input: data.MomentInput): Promise<{ jobId: string }>
  momentJob(jobId: string): Promise<data.MomentJob>
  moments(input: data.MomentListInput): Promise<Page<data.Moment>>
  momentTasks(momentId: string, input?: data.PageInput): Promise<Page<data.MomentTask>>
  /** Whom one rep's moment was meant for. */
  momentCustomers(
    moment: { momentId: string; userid: string },
    input?: data.PageInput,
  ): Promise<Page<data.MomentCustomer>>
  /** Who can see it, once the rep has published. */
  momentSeenBy(moment: { momentId: string; userid: string }, input?: data.PageInput): Promise<Page<string>>
  momentReactions(moment: { momentId: string; userid: string }): Promise<data.MomentReactions>
  /** What is published stays published. */
  cancelMoment(momentId: string): Promise<void>
}

/** Passing on: customers and groups from one rep to another, and the rule groups. */
export type WecomTransfers = {
  transferCustomers(input: data.TransferInput): Promise<data.TransferStarted[]>
  transferResults(input: data.TransferResultInput): Promise<Page<data.TransferResult>>
  unassignedCustomers(input?: data.PageInput): Promise<Page<data.UnassignedCustomer>>
  /** The groups that stay where they are; an empty list means all moved. */
  transferGroups(input: data.GroupTransferInput): Promise<data.GroupTransferFailure[]>

  strategyIds(input?: data.PageInput): Promise<Page<number>>
  strategy(id: number): Promise<data.Strategy>
  strategyRange(id: number, input?: data.PageInput): Promise<Page<data.StrategyRange>>
}

/** Groups inside the company, figures of customer groups, and files. */
export type WecomMore = {
  /** Needs the root department in the app's range, else 48002. */
  createAppchat(input: data.AppchatInput): Promise<{ chatid: string }>
  updateAppchat(change: data.AppchatChange): Promise<void>
  appchat(chatid: string): Promise<data.Appchat>
  /** WeCom knows no duplicate check here: an unknown outcome must not be repeated. */
  sendAppchat(chatid: string, message: data.AppchatMessage): Promise<void>

  groupStatistics(input: data.GroupStatisticRowsInput): Promise<data.GroupStatisticPage>
  groupStatisticDays(input: data.GroupStatisticInput): Promise<data.GroupStatisticDay[]>
  /** The chat id behind the `opengid` that a mini program was given. */
  groupIdOf(opengid: string): Promise<string>
  servedContacts(input?: data.PageInput): Promise<Page<data.ServedContact>>

  /** A file by its media id, up to 64 MB. WecomRefused (40007) once it has expired. */
  media(mediaId: string): Promise<data.MediaFile>
  /** For moments and product albums, valid three days. */
  uploadAttachment(input: data.AttachmentMediaInput): Promise<{ mediaId: string; createdAt: Date | null }>
  /** A lasting address for pictures in messages; 3,000 a month. */
  uploadPicture(input: { filename: string; bytes: Uint8Array }): Promise<{ url: string }>
}

/** What is looked up by an id, and what became of what was sent. */
export type WecomLookups = {
  /** One row per member and department; open to the secret of the directory assistant alone. */
  memberIds(input?: data.PageInput): Promise<Page<data.MemberPlace>>
  department(id: number): Promise<Department>
  memberTags(): Promise<data.MemberTag[]>
  memberTag(id: number): Promise<data.TaggedMembers>
  /** Null for somebody who is nobody's customer here. */
  externalUseridOf(person: { unionid: string; openid: string }): Promise<string | null>
  /** Tags of one rule group, or of all of them. */
  strategyTags(input?: data.StrategyTagsInput): Promise<(CorpTagGroup & { strategyId: number | null })[]>

  /** Takes an app message back, within 24 hours and by the app that sent it. */
  recallMessage(msgid: string): Promise<void>
  messageCounts(day: 'today' | 'yesterday'): Promise<data.MessageCount[]>
  /** WeCom fetches the file itself, up to 200 MB; `upload_media_job_finish` tells when it is through. */
  uploadByUrl(file: data.FileByUrl): Promise<{ jobId: string }>
  uploadByUrlResult(jobId: string): Promise<data.UploadState>
}

/** A list longer than WeCom takes in one call is a RangeError before anything is sent; everything else is a refusal. */
export type WecomGrowth = WecomWays & WecomSends & WecomTransfers & WecomMore & WecomLookups
