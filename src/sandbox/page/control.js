import { paint, toast } from './dialog.js'
import { lang } from './lang.js'
import { escapeText } from './markdown.js'
import { getJson, post } from './net.js'
import { act, refresh, store } from './store.js'
import { switchesHtml } from './switches.js'
import { clockText } from './times.js'

const $ = (id) => document.getElementById(id)
let table = []

const timeHtml = () => {
  const jumps = Object.entries(lang.clockJumps).map(
    ([name, [label, hint]]) =>
      `<button type="button" class="jump-to" data-focus="jump-${name}" data-act="${name}"${store.state.canAdvance ? '' : ' disabled'}><b>${label}</b><span>${hint}</span></button>`,
  )
  return `<h2>${lang.timeTitle}</h2><p class="dim">${store.state.canAdvance ? lang.timeHint : lang.noClock}</p><div class="jumps">${jumps.join('')}</div>`
}

const faultText = (fault) =>
  `${lang.faultKinds[fault.kind]}${fault.kind === 'errcode' ? ` ${fault.errcode ?? -1}` : ''} · ${fault.api ?? lang.allApis}`

const faultHtml = () => {
  const now = store.state.faults.map((fault) => `<li>${escapeText(faultText(fault))}</li>`).join('')
  return `<div class="now" aria-live="polite">${
    now === ''
      ? `<p class="ok">${lang.faultNone}</p>`
      : `<p class="bad">${lang.faultNow}</p><ul>${now}</ul><button type="button" class="text" data-focus="clear" data-clear-faults>${lang.faultClear}</button>`
  }</div>`
}

const APIS = [
  'externalcontact/get',
  'externalcontact/mark_tag',
  'externalcontact/send_welcome_msg',
  'message/send',
  'webhook/send',
  'gettoken',
]

const faultForm = () => {
  const kinds = Object.entries(lang.faultKinds).map(([name, label]) => `<option value="${name}">${label}</option>`)
  return `<form id="fault-form"><label>${lang.faultKind}<select name="kind">${kinds.join('')}</select></label><label>${lang.faultApi}<input name="api" list="apis" autocomplete="off"></label><label class="code">${lang.faultCode}<input name="errcode" inputmode="numeric" value="-1"></label><label>${lang.faultTimes}<input name="times" inputmode="numeric"></label><button class="go">${lang.faultSet}</button><datalist id="apis">${APIS.map((api) => `<option value="${api}">`).join('')}</datalist></form>`
}

export const controlShell = () =>
  `<div class="page control"><h1>${lang.control}</h1><p class="big-clock" id="big-clock"></p><section id="time-part"></section><section><h2>${lang.faultTitle}</h2><p class="dim">${lang.faultHint}</p><div id="fault-part"></div>${faultForm()}<h2>${lang.deeds}</h2><div class="chips">${Object.entries(
    lang.deedNames,
  )
    .map(([deed, label]) => `<button type="button" data-deed="${deed}">${label}</button>`)
    .join('')}</div></section><section id="switch-part"></section></div>`

/** Somebody who is typing keeps his field; it is drawn again once he leaves it. */
const typing = () =>
  $('switch-part').contains(document.activeElement) && document.activeElement.matches('input, textarea')

export const showControl = async () => {
  if (store.view !== 'control') return
  $('big-clock').textContent = clockText(store.state.now)
  paint($('time-part'), timeHtml())
  paint($('fault-part'), faultHtml())
  table = (await getJson('switch-table')).items
  if (!typing()) paint($('switch-part'), switchesHtml(table))
}

/** Answers what the sandbox said, and says aloud what was wrong with it. */
const turn = async (wanted) => {
  const answer = await post('switches', wanted).catch(() => ({ ok: false, why: lang.offline }))
  if (!answer.ok) toast(lang.failed + answer.why)
  await refresh(true).catch(() => undefined)
  return answer
}

const setSwitch = async (wanted) => {
  const { ok } = await turn(wanted)
  if (ok) toast(lang.saved)
  await showControl()
}

const runDeed = async (deed) => {
  const { ok, passed } = await turn({ do: deed })
  if (ok) toast(passed === undefined ? lang.deedDone : passed ? lang.urlFine : lang.urlBad)
}

export const onControlClick = async ({ dataset }) => {
  if ('clearFaults' in dataset) await act('fault', {})
  else if (dataset.deed) return runDeed(dataset.deed)
  else if ('resetAll' in dataset) return runDeed('reset').then(showControl)
  else if (dataset.reset)
    return setSwitch({ [dataset.reset]: table.find((one) => one.name === dataset.reset)?.initial })
  else if (dataset.flag) return setSwitch({ [dataset.flag]: dataset.value === 'true' })
  else if (dataset.choice) return setSwitch({ [dataset.choice]: dataset.value })
  else return
  await showControl()
}

const parsed = (name, text) => {
  if (table.find((one) => one.name === name)?.control === 'number') return Number(text)
  return JSON.parse(text)
}

export const controlKeys = () => {
  document.addEventListener('submit', async (event) => {
    const form = event.target
    if (form.id !== 'fault-form' && !form.dataset.switch) return
    event.preventDefault()
    if (form.id === 'fault-form') {
      await act('fault', Object.fromEntries(new FormData(form)))
      return showControl()
    }
    try {
      const value = parsed(form.dataset.switch, form.elements.value.value)
      document.activeElement?.blur()
      await setSwitch({ [form.dataset.switch]: value })
    } catch (error) {
      toast(lang.badJson + error.message)
    }
  })
}
