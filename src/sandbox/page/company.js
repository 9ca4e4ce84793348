import { ask, toast } from './dialog.js'
import { lang } from './lang.js'
import { escapeText } from './markdown.js'
import { getJson } from './net.js'
import { act, openRow, store } from './store.js'

const customers = () =>
  store.state.rows
    .filter((row) => row.kind === 'customer' && row.alive)
    .map((row) => ({ value: row.id, label: row.name }))

const colleagues = () => store.state.reps.map((rep) => ({ value: rep.userid, label: `${rep.name}（${lang.rep}）` }))

/** A notice of the company: what is asked of the rep, for whom, and the button that does it. */
export const taskHtml = ({ text, task }) => {
  const { title, note, ending, buttons } = task
  const keys = buttons.map(
    (one, at) =>
      `<button type="button" class="${at === 0 ? 'style1' : ''}" data-task="${one.act}" data-id="${escapeText(one.id)}" data-other="${escapeText(one.other)}">${lang.taskActs[one.act]}</button>`,
  )
  return `<div class="card"><p class="h h3">${lang.taskTitles[title]}</p><p>${escapeText(text)}</p><p class="dim">${escapeText((lang.taskNotes[title] ?? '') + note)}</p>${ending ? `<p class="dim">${lang.taskEndings[ending]}</p>` : `<div class="keys">${keys.join('')}</div>`}</div>`
}

export const runTask = (name, { id, other }) => act(name, { id, other })

/** What a rep may do to the open group, below its members. */
export const groupActsHtml = (row) =>
  `<div class="chips group-acts">${Object.entries(lang.groupActs)
    .map(([name, label]) => `<button type="button" data-focus="${name}" data-group-act="${name}">${label}</button>`)
    .join(
      '',
    )}</div><p class="dim">${lang.groupOwnerIs}${escapeText(row.people?.find((one) => one.id === row.owner)?.name ?? '')}</p>`

const others = (row, wanted) => (row.people ?? []).filter(wanted).map((one) => ({ value: one.id, label: one.name }))

const choices = {
  'join-group': (row) =>
    [...customers(), ...colleagues()].filter((one) => !row.people.some((there) => there.id === one.value)),
  'leave-group': (row) => others(row, (one) => one.id !== row.owner),
  'remove-member': (row) => others(row, (one) => one.id !== row.owner),
  'group-owner': (row) => others(row, (one) => !one.customer && one.id !== row.owner),
}

export const runGroupAct = async (name) => {
  const row = openRow()
  if (name === 'dismiss-group') return act(name, { id: row.id })
  const options = choices[name]?.(row)
  if (options?.length === 0) return toast(lang.nobodyToChoose)
  const field = options
    ? { name: 'who', label: lang.who, options }
    : { name: 'name', label: lang.robotName, value: row.name }
  const given = await ask(lang.groupActs[name], [field])
  if (!given) return
  const removed = name === 'remove-member'
  return act(removed ? 'leave-group' : name, { id: row.id, ...given, removed })
}

export const newGroup = async (openChat) => {
  const given = await ask(lang.newGroup, [
    { name: 'name', label: lang.robotName, value: lang.newGroupName },
    { name: 'who', label: lang.customer, options: customers() },
  ])
  if (!given) return
  const { ok, id } = await act('create-group', { name: given.name, customers: [given.who] })
  if (ok) openChat('group', id)
}

/** Tags of the whole company, as its administrator changes them in the console. */
export const editCompanyTags = async () => {
  const { customer } = await getJson('customer', { rep: store.state.rep, id: store.open.id })
  const options = (customer?.tagGroups ?? []).flatMap((group) => [
    { value: `g ${group.id}`, label: `【${group.name}】` },
    ...group.tags.map((tag) => ({ value: `t ${tag.id}`, label: tag.name })),
  ])
  if (options.length === 0) return toast(lang.noTags)
  const acts = Object.entries(lang.tagActs).map(([value, label]) => ({ value, label }))
  const given = await ask(lang.manageTags, [
    { name: 'act', label: lang.doWhat, options: acts },
    { name: 'id', label: lang.tagOrGroup, options },
    { name: 'name', label: lang.newName },
  ])
  if (!given) return
  const [kind, id] = [given.id[0], given.id.slice(2)]
  if (given.act === 'shuffle-tags' && kind !== 'g') return toast(lang.shuffleGroups)
  if (given.act === 'rename-tag' && given.name.trim() === '') return toast(lang.nameMissing)
  return act(given.act, { id, name: given.name.trim() })
}

export const addSmartRobot = async (openChat) => {
  const given = await ask(lang.addSmartRobot, [{ name: 'name', label: lang.smartName, value: lang.smartDefault }])
  if (!given) return
  const { ok, botId } = await act('add-smart-robot', given)
  if (ok) openChat('smart', botId)
}

export const kfCustomer = async (openChat) => {
  const given = await ask(lang.kfEnter, [{ name: 'name', label: lang.name, value: lang.nameDefault }])
  if (!given) return
  const { ok, id } = await act('kf-enter', { ...given, account: lang.kfAccount })
  if (ok) openChat('kf', id)
}

/** How the robot is reached by a product that wants to be it. */
export const smartHtml = (row) =>
  `<p class="dim">${lang.smartHint}</p><div class="fact"><span>Bot ID</span><b class="url">${escapeText(row.id)}</b><button type="button" class="text" data-copy="${escapeText(row.id)}">${lang.copy}</button></div><div class="fact"><span>Secret</span><b class="url">${escapeText(row.secret)}</b><button type="button" class="text" data-copy="${escapeText(row.secret)}">${lang.copy}</button></div><div class="fact"><span>${lang.address}</span><b class="url">${escapeText(row.address)}</b><button type="button" class="text" data-copy="${escapeText(row.address)}">${lang.copy}</button></div><p>${row.connected ? lang.robotThere : lang.robotGone}</p>`

export const memberLeaves = async (userid) => {
  const rep = store.state.reps.find((one) => one.userid === userid)
  const title = `${lang.leaves}：${escapeText(rep?.name ?? userid)}`
  if (await ask(title, [], lang.leavesHint)) await act('member-leaves', { id: userid })
}
