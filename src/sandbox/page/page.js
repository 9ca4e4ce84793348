import { createActs, getJson, NEEDS_CUSTOMER, post } from './acts.js'
import { lang } from './lang.js'
import { escapeText } from './markdown.js'
import { ask, eventsInto, membersHtml, settingsHtml, toast } from './panels.js'
import { clockText, rowHtml, talkHtml } from './views.js'

const $ = (id) => document.getElementById(id)
const cookie = () => /(?:^|; )sandbox_userid=([^;]*)/.exec(document.cookie)?.[1]
let state = {
  version: '',
  rep: decodeURIComponent(cookie() ?? '') || 'wangmin',
  rows: [],
  reps: [],
  faults: [],
  robots: [],
}
let open = null
let view = 'messages'

const act = async (name, body = {}) => {
  const answer = await post(name, { rep: state.rep, ...body })
  if (answer.ok === false) toast(lang.failed + answer.why)
  await refresh(true)
  return answer
}

const showRows = () => {
  const wanted = $('search').value.trim().toLowerCase()
  const rows = state.rows.filter(
    (row) =>
      wanted === '' ||
      `${row.name}${row.remark ?? ''}${(row.tags ?? []).join('')}${row.text}`.toLowerCase().includes(wanted),
  )
  $('rows').innerHTML =
    rows.map((row) => rowHtml(row, { open, now: state.now })).join('') || `<p class="note">${lang.nobody}</p>`
}

const showChat = async () => {
  const row = open && state.rows.find((one) => one.kind === open.kind && one.id === open.id)
  const tags = (row?.tags ?? [])
    .slice(0, 3)
    .map((tag) => `<small class="tag">${escapeText(tag)}</small>`)
    .join('')
  $('who').innerHTML = row
    ? `${escapeText(row.name)}${row.kind === 'customer' ? `<small>${lang.wechat}</small>` : ''} ${tags}`
    : lang.pick
  const writable = row && ['customer', 'group'].includes(row.kind) && row.alive !== false
  $('line').disabled = !writable
  $('box').querySelector('button').disabled = !writable
  $('line').placeholder = writable ? `${lang.writeTo} ${row.name}` : row ? lang.readOnly : ''
  if (!row) return
  const { messages } = await getJson(`chat?${new URLSearchParams({ rep: state.rep, kind: open.kind, id: open.id })}`)
  const html = talkHtml(messages, { rep: state.rep, now: state.now })
  if ($('talk').dataset.html === html) return
  $('talk').dataset.html = html
  $('talk').innerHTML = html
  $('talk').scrollTop = $('talk').scrollHeight
}

const showPanel = async () => {
  const panel = $('panel')
  for (const button of document.querySelectorAll('[data-view]'))
    button.classList.toggle('on', button.dataset.view === view)
  const chatting = view === 'messages'
  panel.hidden = chatting
  for (const part of document.querySelectorAll('.list, .chat')) part.hidden = !chatting
  if (view === 'events') eventsInto(panel, (await getJson('timeline')).items)
  if (view === 'settings') panel.innerHTML = settingsHtml(state)
  if (view === 'members') panel.innerHTML = membersHtml(state)
}

const showBench = () => {
  $('clock').textContent = clockText(state.now)
  const fault = document.querySelector('[data-act=fault]')
  fault.textContent =
    state.faults.length > 0
      ? lang.faultOn.replace(/[^：:]*$/, ` ${lang.faultKinds[state.faults[0].kind]}`)
      : lang.faultOff
  fault.setAttribute('aria-pressed', String(state.faults.length > 0))
  for (const name of ['morning', 'half-hour', 'week'])
    document.querySelector(`[data-act=${name}]`).disabled = !state.canAdvance
  document.querySelector('[data-act=order]').disabled = !state.canOrder
  const me = state.reps.find((rep) => rep.userid === state.rep)
  $('me').textContent = me?.name.slice(0, 1) ?? '·'
  $('me').title = me?.name ?? ''
}

const seen = () => `${state.now?.slice(0, 13)}${JSON.stringify(state.rows)}`

const refresh = async (force = false) => {
  const before = seen()
  const answer = await getJson(`state?${new URLSearchParams({ rep: state.rep, version: force ? '' : state.version })}`)
  const changed = answer.rows !== undefined
  state = { ...state, ...answer }
  $('clock').textContent = clockText(state.now)
  if (!changed) return
  showBench()
  showRows()
  await showChat()
  // What happened in WeCom shows in the sidebar at once; the product looks again whenever its window comes forward.
  if (before !== seen()) $('side').contentWindow.dispatchEvent(new Event('focus'))
  if (view !== 'messages') await showPanel()
}

const loadSide = (path = '/sidebar/') => {
  // Replaced, not reloaded: the sidebar may have walked on to another page while the last chat was open.
  $('side').contentWindow.location.replace(path)
}

const openChat = (kind, id) => {
  open = { kind, id }
  view = 'messages'
  $('win').dataset.pane = 'chat'
  void showPanel()
  showRows()
  void showChat()
  loadSide()
}

const beRep = async (userid) => {
  // The cookie says who is logged in to WeCom; the product's own session must end with the switch.
  await post('be-rep', { rep: userid })
  await fetch('/auth/logout', { method: 'POST' }).catch(() => undefined)
  state = { ...state, rep: userid, version: '' }
  $('reps').hidden = true
  open = null
  await refresh(true)
  const first = state.rows.find((row) => row.kind === 'customer') ?? state.rows[0]
  if (first) openChat(first.kind, first.id)
}

/** What the bridge inside the sidebar asks the client for. */
window.__sandbox = {
  current: () => open ?? { kind: 'none', id: '' },
  failure: () => state.bridge ?? 'none',
  send: async (message) => (await act('rep-sends', { ...open, message })).ok,
  profile: (who) => toast(`${lang.profile}：${state.rows.find((row) => row.id === who.userid)?.name ?? who.userid}`),
  openChat: (id) => {
    const row = state.rows.find((one) => one.id === id)
    if (row) openChat(row.kind, row.id)
    return row !== undefined
  },
}

const { acts, onSwitch } = createActs({ act, openChat, state: () => state })

/** Links of messages that lead into the product open in its panel, as they do in the client. */
const onLink = (event, link) => {
  const url = new URL(link.href)
  event.preventDefault()
  if (!url.pathname.startsWith('/sidebar')) return void window.open(url, '_blank', 'noopener')
  $('win').dataset.pane = 'side'
  loadSide(url.pathname + url.search + url.hash)
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('.talk a')
  if (link) return onLink(event, link)
  const button = event.target.closest('button')
  if (!event.target.closest('#me, #reps')) $('reps').hidden = true
  if (!button) return
  const data = button.dataset
  if (data.act && NEEDS_CUSTOMER.includes(data.act) && open?.kind !== 'customer') toast(lang.noCustomer)
  else if (data.act) void acts[data.act](open?.id)
  else if (data.card) void act('tap-card', { id: data.card, key: data.key })
  else if (data.kind) openChat(data.kind, data.id)
  else if (data.rep) void beRep(data.rep)
  else if (data.pane) $('win').dataset.pane = data.pane
  else if (data.switch) void onSwitch(data)
  else if (data.copy) void navigator.clipboard?.writeText(data.copy).then(() => toast(lang.copied))
  else if ('addRobot' in data)
    void ask(lang.addRobot, [{ name: 'name', label: lang.robot, value: '' }]).then(
      (given) => given && act('add-robot', given),
    )
  else if (data.view) {
    view = data.view
    void showPanel()
  } else if (button.id === 'me') {
    $('reps').innerHTML = state.reps
      .map(
        (rep) =>
          `<button role="menuitem" data-rep="${escapeText(rep.userid)}" class="${rep.userid === state.rep ? 'on' : ''}">${escapeText(rep.name)}<span>${escapeText(rep.position)}</span></button>`,
      )
      .join('')
    $('reps').hidden = !$('reps').hidden
  }
})

$('search').addEventListener('input', showRows)
$('box').addEventListener('submit', (event) => {
  event.preventDefault()
  const text = $('line').value.trim()
  if (text === '' || !open) return
  $('line').value = ''
  void act('rep-sends', { ...open, message: { msgtype: 'text', text: { content: text } } })
})
$('line').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  $('box').requestSubmit()
})

for (const part of document.querySelectorAll('[data-t]')) part.textContent = lang[part.dataset.t]
document.title = lang.title
$('search').placeholder = lang.search
await refresh(true)
if (decodeURIComponent(cookie() ?? '') !== state.rep) await post('be-rep', { rep: state.rep })
const first = state.rows.find((row) => row.kind === 'customer') ?? state.rows[0]
if (first) openChat(first.kind, first.id)
$('win').dataset.pane = 'list'
void showPanel()
setInterval(() => void refresh().catch(() => undefined), 1000)
