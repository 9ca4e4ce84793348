import type { Sandbox } from '../types.ts'
import type { Deed } from './deeds.ts'
import type { ScriptStep } from './script.ts'

export type Scripted = Extract<Deed, { kind: 'scripted' }>
type Of<Name extends ScriptStep['do']> = Extract<ScriptStep, { do: Name }>
type Acts = { [Name in ScriptStep['do']]: (step: Of<Name>) => Promise<unknown> }

const needed = <Value>(value: Value | undefined, what: string): Value => {
  if (value === undefined) throw new Error(`there is no ${what}`)
  return value
}

const tagNamed = ({ state }: Sandbox, name: string): string => {
  const groups = state.tagGroups.filter((group) => !group.deleted)
  const found = groups.flatMap((group) => group.tags).find((tag) => tag.name === name && !tag.deleted)
  return needed(found?.id, `tag ${name}`)
}

const tagGroupNamed = ({ state }: Sandbox, name: string): string =>
  needed(state.tagGroups.find((group) => group.name === name && !group.deleted)?.id, `tag group ${name}`)

/** The newest card of the rep that has this button. */
const cardWith = ({ people }: Sandbox, userid: string, key: string): string => {
  const cards = people.messagesTo(userid).filter((one) => one.msgtype === 'template_card')
  const found = cards.findLast((one) => JSON.stringify(one.body).includes(`"key":${JSON.stringify(key)}`))
  return needed(found?.msgid, `card with the button ${key} for ${userid}`)
}

type Company =
  | 'member-leaves'
  | 'hand-over'
  | 'accept-transfer'
  | 'refuse-transfer'
  | 'exceed-transfer-limit'
  | 'company-moment'
  | 'cancel-moments'
  | 'publish-moments'

/** What the administrator does in the console, and what reps and customers answer to it. */
const companyActs = ({ people, state }: Sandbox, one: Scripted): Pick<Acts, Company> => {
  const { userid = '', userids, externalUserid = '', externalUserids } = one
  const moments = [...state.growth.moments.values()]
  return {
    'member-leaves': () => people.memberLeaves(userid),
    'hand-over': async () => {
      const rows = await people.handOver(userid, userids[0] ?? '', externalUserids)
      const refused = rows.filter((row) => row.errcode !== 0)
      if (refused.length > 0) throw new Error(refused.map((row) => `${row.externalUserid} ${row.errcode}`).join(', '))
    },
    'accept-transfer': () => people.acceptTransfer(externalUserid, userid),
    'refuse-transfer': () => people.refuseTransfer(externalUserid, userid),
    'exceed-transfer-limit': () => people.exceedTransferLimit(externalUserid, userid),
    'company-moment': async ({ text }) => people.companyMoment(text, userids),
    'cancel-moments': async () => {
      for (const { momentId, by } of moments) if (by === 'company') await people.cancelMoment(momentId)
    },
    'publish-moments': async () => {
      for (const { momentId, cancelled, tasks } of moments)
        if (!cancelled && tasks.some((task) => task.userid === userid && task.publishedAt === null))
          await people.publishMoment(userid, momentId)
    },
  }
}

type Tags = 'create-tag-group' | 'rename-tag' | 'delete-tag' | 'delete-tag-group' | 'shuffle-tags'

const tagActs = (sandbox: Sandbox): Pick<Acts, Tags> => {
  const { people } = sandbox
  return {
    'create-tag-group': ({ tagGroup, tags }) => people.createTagGroup(tagGroup, tags),
    'rename-tag': (step) => people.renameTag(tagNamed(sandbox, step.tag), step.name),
    'delete-tag': ({ tag }) => people.deleteTag(tagNamed(sandbox, tag)),
    'delete-tag-group': ({ tagGroup }) => people.deleteTag(tagGroupNamed(sandbox, tagGroup)),
    'shuffle-tags': ({ tagGroup }) =>
      people.shuffleTags(tagGroup === undefined ? undefined : tagGroupNamed(sandbox, tagGroup)),
  }
}

/** Does the steps of a script; `people` are the reps and customers its numbers stand for. */
export const createScriptActor = (sandbox: Sandbox) => {
  const { people } = sandbox
  const chats = new Map<string, string>()
  const chatOf = (group: string): string => needed(chats.get(group), `group ${group}; create-group comes first`)
  const acts = (one: Scripted): Acts => {
    const { userid = '', externalUserid = '', externalUserids, name } = one
    return {
      ...companyActs(sandbox, one),
      ...tagActs(sandbox),
      'add-customer': () => people.addCustomer({ name, userid, externalUserid }),
      'agree-archive': () => people.agreesToArchive(externalUserid, userid),
      'send-media': ({ kind }) => people.customerSends(externalUserid, userid, kind),
      'tap-card': ({ key }) => people.tapCard(userid, cardWith(sandbox, userid, key), key),
      'create-group': async (step) => {
        chats.set(step.group, await people.createGroup({ name: step.name, owner: userid, externalUserids }))
      },
      'join-group': ({ group }) => people.customerJoinsGroup(chatOf(group), externalUserid),
      'leave-group': ({ group, removed }) => people.leavesGroup(chatOf(group), externalUserid, removed),
      'rename-group': (step) => people.renameGroup(chatOf(step.group), step.name),
      'group-owner': ({ group }) => people.changeOwner(chatOf(group), userid),
      'dismiss-group': ({ group }) => people.dismissGroup(chatOf(group)),
    }
  }
  /** Rejects with the place of the step in the script and what stood in its way. */
  return async (one: Scripted): Promise<void> => {
    try {
      await (acts(one)[one.step.do] as (step: ScriptStep) => Promise<unknown>)(one.step)
    } catch (error) {
      throw new Error(`script.${one.place} (${one.step.do}): ${error instanceof Error ? error.message : 'failed'}`)
    }
  }
}
