import { editRemark } from './details.js'
import { ask, openMenu, toast } from './dialog.js'
import { lang } from './lang.js'
import { act, openRow, repOf, store } from './store.js'

const NEEDS_CUSTOMER = [
  'customer-says',
  'order',
  'customer-deletes',
  'rep-deletes',
  'edit-remark',
  'edit-tags',
  'agree-archive',
  'add-other',
  'add-again',
  'accept-half',
]
const JUMPS = ['half-hour', 'morning', 'digest', 'day', 'week']

/** The customer's menu: what he and the rep may do to their friendship. */
export const openCustomerMenu = (anchor) => {
  const alive = openRow()?.alive !== false
  const item = (name, label) => ({ label, data: { act: name } })
  const items = alive
    ? [
        ...(openRow()?.half ? [item('accept-half', lang.acceptHalf)] : []),
        item('edit-remark', lang.editRemark),
        item('edit-tags', lang.editTags),
        item('add-other', lang.addOther),
        item('agree-archive', lang.agreeArchive),
        item('customer-deletes', lang.deletes),
        item('rep-deletes', lang.repDeletes),
      ]
    : [item('add-again', lang.addAgain)]
  openMenu(anchor, [
    ...(openRow()?.kind === 'customer' ? items : []),
    item('half-add', lang.halfAdd),
    { label: lang.newGroup, data: { 'new-group': '' } },
    { label: lang.handOver, data: { 'hand-over': '' } },
    { label: lang.companyMoment, data: { 'company-moment': '' } },
    { label: lang.kfEnter, data: { 'kf-customer': '' } },
  ])
}

export const openReps = (anchor) =>
  openMenu(
    anchor,
    store.state.reps.map((rep) => ({
      label: rep.name,
      hint: rep.position,
      data: { rep: rep.userid },
      on: rep.userid === store.state.rep,
    })),
  )

const newcomer = async (name, openChat) => {
  const reps = store.state.reps.map((rep) => ({ value: rep.userid, label: rep.name }))
  const given = await ask(name === 'half-add' ? lang.halfAdd : lang.addCustomer, [
    { name: 'name', label: lang.name, value: lang.nameDefault },
    { name: 'rep', label: lang.rep, value: store.state.rep, options: reps },
    { name: 'state', label: lang.source },
  ])
  if (!given) return
  const made = await act(name, given)
  if (made.ok && given.rep === store.state.rep) openChat('customer', made.id)
}

const addOther = async (id) => {
  const others = store.state.reps.filter((rep) => rep.userid !== store.state.rep)
  const given = await ask(lang.addOther, [
    { name: 'rep', label: lang.rep, options: others.map((rep) => ({ value: rep.userid, label: rep.name })) },
  ])
  if (given) await act('add-customer', { id, name: openRow()?.name ?? '', rep: given.rep })
}

/** While time passes, a second press would pass it twice. */
const pass = async (name) => {
  const buttons = document.querySelectorAll(JUMPS.map((one) => `[data-act=${one}]`).join())
  for (const button of buttons) button.disabled = true
  const clock = document.getElementById('clock')
  clock.textContent = lang.busyClock
  const { ok } = await act(name)
  for (const button of document.querySelectorAll(JUMPS.map((one) => `[data-act=${one}]`).join()))
    button.disabled = !store.state.canAdvance
  return ok
}

/** What the buttons of the top bar and of the menus do. */
export const createActs = ({ openChat, openDetails }) => {
  const onCustomer = {
    'customer-says': async (id) => {
      const given = await ask(lang.says, [{ name: 'text', label: lang.text, value: lang.saysDefault }])
      if (given) await act('customer-says', { id, text: given.text })
    },
    order: (id) => act('order', { external_userid: id }),
    'customer-deletes': (id) => act('customer-deletes', { id }),
    'rep-deletes': (id) => act('rep-deletes', { id }),
    'edit-remark': editRemark,
    'edit-tags': () => openDetails(),
    'agree-archive': (id) => act('agree-archive', { id }),
    'add-other': addOther,
    'accept-half': (id) => act('add-customer', { id, name: openRow()?.name ?? '' }),
    'add-again': (id) => act('add-customer', { id, name: openRow()?.name ?? '' }),
  }
  return (name) => {
    if (JUMPS.includes(name)) return pass(name)
    if (name === 'add-customer' || name === 'half-add') return newcomer(name, openChat)
    if (NEEDS_CUSTOMER.includes(name) && store.open?.kind !== 'customer') return toast(lang.noCustomer)
    return onCustomer[name]?.(store.open.id)
  }
}

export const benchState = () => {
  const { state } = store
  for (const name of JUMPS)
    for (const button of document.querySelectorAll(`[data-act=${name}]`)) {
      button.disabled = !state.canAdvance
      button.title = state.canAdvance ? '' : lang.noClock
    }
  document.querySelector('[data-act=order]').disabled = !state.canOrder
  const trouble = document.getElementById('trouble')
  const broken = state.faults.length > 0
  trouble.textContent = broken ? `${lang.faultOn}${lang.faultKinds[state.faults[0].kind]}` : lang.faultOff
  trouble.classList.toggle('on', broken)
  const me = document.getElementById('me')
  me.textContent = repOf()?.name.slice(0, 1) ?? '·'
  me.title = repOf()?.name ?? ''
  me.setAttribute('aria-label', `${lang.rep}：${repOf()?.name ?? ''}`)
}
