import { ask, checklist, toast } from './dialog.js'
import { lang } from './lang.js'
import { escapeText } from './markdown.js'
import { getJson } from './net.js'
import { act, store } from './store.js'

const fromLabel = ({ name, left, count }) =>
  `${name}${left ? lang.hasLeft : ''} · ${lang.customersOf.replace('{count}', count)}`

const customerOptions = (customers) =>
  customers.map(({ id, name, errcode }) => ({
    ...{ value: id, label: name, disabled: errcode !== 0 },
    hint: lang.handOverProblems[errcode] ?? '',
  }))

const takers = (from) =>
  store.state.reps.filter((rep) => rep.userid !== from).map((rep) => ({ value: rep.userid, label: rep.name }))

/** Another rep has other customers, and nobody takes over from himself. */
const followFrom = () => {
  const form = document.getElementById('ask-form')
  const { from, to } = form.elements
  const list = form.querySelector('[data-many=customers]')
  from.onchange = async () => {
    const asked = from.value
    // At once: what is ticked meanwhile would be another rep's customer, and gone when the answer comes.
    list.replaceChildren()
    list.ariaBusy = 'true'
    const kept = to.value
    to.replaceChildren(...takers(asked).map((one) => new Option(one.label, one.value)))
    if ([...to.options].some((one) => one.value === kept)) to.value = kept
    const { customers } = await getJson('hand-over-choices', { from: asked })
    // Somebody else was chosen since: this answer came too late.
    if (from.value !== asked || !list.isConnected) return
    list.ariaBusy = null
    list.innerHTML = checklist('customers', customerOptions(customers))
  }
}

const outcomeText = (rows) => {
  const begun = rows.filter((row) => row.errcode === 0).length
  const others = rows.filter((row) => row.errcode !== 0)
  const reasons = [...new Set(others.map((row) => lang.handOverProblems[row.errcode] ?? row.errcode))].join(lang.comma)
  const words = begun === 0 ? [] : [lang.handOverBegun.replace('{count}', begun)]
  if (others.length > 0) words.push(`${lang.handOverNot.replace('{count}', others.length)}${reasons}`)
  return words.join(' ')
}

/** As the administrator does under 在职继承 and 离职继承: whose customers, which of them, and to whom. */
export const handOver = async () => {
  const first = await getJson('hand-over-choices', { from: store.state.rep })
  const own = first.from.find((one) => one.userid === store.state.rep) ?? first.from[0]
  if (own === undefined || store.state.reps.length < 2) return toast(lang.nobodyToChoose)
  const { customers } =
    own.userid === store.state.rep ? first : await getJson('hand-over-choices', { from: own.userid })
  const fromOptions = first.from.map((one) => ({ value: one.userid, label: fromLabel(one) }))
  const asked = ask(
    lang.handOver,
    [
      { name: 'from', label: lang.handOverFrom, value: own.userid, options: fromOptions },
      { name: 'customers', label: lang.handOverWhom, many: customerOptions(customers) },
      { name: 'to', label: lang.handOverTo, options: takers(own.userid) },
    ],
    lang.handOverHint,
  )
  followFrom()
  const given = await asked
  if (!given) return
  const { ok, rows } = await act('hand-over', given)
  if (ok) toast(outcomeText(rows))
}

export const companyMoment = async () => {
  const reps = store.state.reps.map((rep) => ({ value: rep.userid, label: rep.name, chosen: true }))
  const given = await ask(
    lang.companyMoment,
    [
      { name: 'text', label: lang.momentText, lines: 4, value: lang.momentDefault, required: true, most: 2000 },
      { name: 'reps', label: lang.momentReps, many: reps },
    ],
    lang.momentHint,
  )
  if (!given) return
  const { ok } = await act('company-moment', given)
  if (ok) toast(lang.momentAsked.replace('{count}', given.reps.length))
}

export const cancelMoment = (id) => act('cancel-moment', { id })

const momentHtml = ({ id, text, asked, published, cancelled }) => {
  const told = lang.momentTold.replace('{published}', published).replace('{asked}', asked)
  const open = !cancelled && published < asked
  return `<div class="person"><div><b class="one-line">${escapeText(text)}</b><span>${told}${cancelled ? lang.momentCancelled : ''}</span></div>${open ? `<button type="button" class="text" data-focus="stop-${escapeText(id)}" data-cancel-moment="${escapeText(id)}">${lang.cancelMoment}</button>` : ''}</div>`
}

/** The administrator's part of the directory view. */
export const consoleHtml = () =>
  `<h2>${lang.console}</h2><p class="dim">${lang.consoleHint}</p><div class="two-keys"><button type="button" class="wide-key" data-focus="hand-over" data-hand-over>${lang.handOver}</button><button type="button" class="wide-key" data-focus="company-moment" data-company-moment>${lang.companyMoment}</button></div>${(store.state.moments ?? []).map(momentHtml).join('')}`
