import { toast } from './dialog.js'
import { ICONS } from './icons.js'
import { code, lang } from './lang.js'
import { post } from './net.js'
import { isDark, keepPref, pref, setTheme, theme } from './prefs.js'
import { act, openRow, store } from './store.js'

const $ = (id) => document.getElementById(id)
let device = pref('device', 'desktop')
let asked = 'auto'
/** The entry of this one opening, where it did not come from a chat's tool bar. */
let once = null
let last = '/sidebar/'

const TOOLBARS = { customer: 'single_chat_tools', group: 'group_chat_tools', kf: 'single_kf_tools' }

const entryNow = () => {
  if (asked !== 'auto') return asked
  return once ?? (store.app ? 'normal' : (TOOLBARS[store.open?.kind] ?? 'normal'))
}

/** Replaced, not reloaded: the sidebar may have walked on to another page while the last chat was open. */
export const loadSide = (path = '/sidebar/', entry = null) => {
  once = entry
  last = path
  $('side').contentWindow.location.replace(path)
}

/** What happened in WeCom shows in the sidebar at once; the product looks again when its window comes forward. */
export const wakeSide = () => $('side').contentWindow?.dispatchEvent(new Event('focus'))

export const showSide = () => {
  const row = openRow()
  $('win').dataset.device = device
  $('win').dataset.tab = store.app ? 'app' : store.tab
  $('side').classList.toggle('forced-dark', theme() === 'dark')
  $('side').classList.toggle('forced-light', theme() === 'light')
  $('tab-details').textContent = { group: lang.groupDetails, smart: lang.smartDetails }[row?.kind] ?? lang.details
  for (const [id, name] of [
    ['tab-app', 'app'],
    ['tab-details', 'details'],
  ])
    $(id).setAttribute('aria-selected', String((store.app ? 'app' : store.tab) === name))
  $('device').setAttribute('aria-pressed', String(device === 'phone'))
  $('device').title = lang.device
}

export const toggleDevice = () => {
  device = device === 'phone' ? 'desktop' : 'phone'
  keepPref('device', device)
  showSide()
  // The client's name in the browser's identification is read once, while the page loads.
  loadSide(last, once)
}

export const reloadSide = () => loadSide(last, once)

export const nextTheme = () => {
  const names = ['auto', 'light', 'dark']
  setTheme(names[(names.indexOf(theme()) + 1) % names.length])
  toast(`${lang.theme}：${lang.themes[theme()]}`)
  showSide()
  reloadSide()
}

export const otherLanguage = () => {
  keepPref('lang', code === 'en' ? 'zh' : 'en')
  location.assign('/sandbox/')
}

export const fillEntries = () => {
  $('entry').innerHTML = Object.entries(lang.entries)
    .map(([name, label]) => `<option value="${name}">${label}</option>`)
    .join('')
  $('entry').setAttribute('aria-label', lang.entry)
  $('reload').innerHTML = ICONS.reload
  $('entry').addEventListener('change', (event) => {
    asked = event.target.value
    loadSide()
  })
}

/** What the bridge inside the sidebar asks the client for. */
export const hostFor = (openChat) => ({
  current: () => (store.open ? { ...store.open, customer: openRow()?.customer } : { kind: 'none', id: '' }),
  entry: entryNow,
  failure: () => store.state.bridge ?? 'none',
  identity: () => store.state.identity ?? 'app',
  device: () => device,
  theme: () => (theme() === 'auto' ? null : isDark() ? 'dark' : 'light'),
  isDark,
  language: () => code,
  note: (call) => void post('bridge-call', call).catch(() => undefined),
  send: (message) => act('rep-sends', { ...store.open, message }),
  profile: (who) => {
    const row = store.state.rows.find((one) => one.id === who.userid)
    const rep = store.state.reps.find((one) => one.userid === who.userid)
    toast(`${lang.profile}：${row?.name ?? rep?.name ?? who.userid}`)
  },
  customers: () => store.state.rows.filter((row) => row.kind === 'customer' && row.alive).map((row) => row.id),
  openChat: (id) => {
    const row = store.state.rows.find((one) => one.id === id)
    if (row) openChat(row.kind, row.id)
    return row !== undefined
  },
  close: () => {
    $('win').dataset.pane = store.app ? 'list' : 'chat'
  },
})
