import { benchState, createActs } from './acts.js'
import { showChat } from './chat.js'
import { onClicks } from './clicks.js'
import { composerKeys, showComposer } from './composer.js'
import { controlKeys, controlShell, showControl } from './control.js'
import { showDetails } from './details.js'
import { toast } from './dialog.js'
import { lang } from './lang.js'
import { listKeys, showList } from './list.js'
import { onOnline, post } from './net.js'
import { showMembers, showWorkbench } from './panels.js'
import { fillEntries, hostFor, loadSide, reloadSide, showSide, wakeSide } from './side.js'
import { act, loggedIn, refresh, store, watch } from './store.js'
import { forgetTimeline, showTimeline, timelineKeys, timelineShell } from './timeline.js'
import { clockText } from './times.js'
import { fillWords } from './words.js'

const $ = (id) => document.getElementById(id)
const SHELLS = { events: timelineShell, control: controlShell }
const PANELS = { members: showMembers, workbench: showWorkbench, events: showTimeline, control: showControl }

let shell = ''

const showView = async () => {
  const { view } = store
  $('win').dataset.view = view === 'workbench' && store.app ? 'app' : view
  for (const button of document.querySelectorAll('[data-view]'))
    if (button.matches('nav *')) {
      if (button.dataset.view === view) button.setAttribute('aria-current', 'page')
      else button.removeAttribute('aria-current')
    }
  showSide()
  if (view === 'messages') return
  const panel = $('panel')
  if (shell !== view) {
    panel.drawn = undefined
    panel.innerHTML = SHELLS[view]?.() ?? ''
    panel.scrollTop = 0
    shell = view
  }
  await PANELS[view](panel)
}

const openView = (view) => {
  if (store.app && view !== 'workbench') loadSide()
  store.app = false
  store.view = view
  $('win').dataset.pane = 'list'
  void showView()
}

const showTalk = () => {
  showComposer()
  return Promise.all([showChat(), showDetails()])
}

const openChat = (kind, id) => {
  store.open = { kind, id }
  store.view = 'messages'
  store.app = false
  $('win').dataset.pane = 'chat'
  void showView()
  showList()
  void showTalk().catch(() => undefined)
  loadSide()
}

const openTab = (tab) => {
  store.tab = tab
  showSide()
  void showDetails().catch(() => undefined)
}

const openDetails = () => {
  $('win').dataset.pane = 'side'
  openTab('details')
}

const openApp = () => {
  store.app = true
  store.tab = 'app'
  $('win').dataset.pane = 'side'
  void showView()
  loadSide('/sidebar/today')
  void act('enter-app')
}

const firstChat = () => {
  const first = store.state.rows.find((row) => row.kind === 'customer') ?? store.state.rows[0]
  if (first) openChat(first.kind, first.id)
}

const beRep = async (userid) => {
  // A login still under way in the frame would bring the last rep's session back after it was ended.
  loadSide('about:blank')
  // The cookie says who is logged in to WeCom; the product's own session must end with the switch.
  await post('be-rep', { rep: userid })
  await fetch('/auth/logout', { method: 'POST' }).catch(() => undefined)
  store.state = { ...store.state, rep: userid, version: '' }
  store.open = null
  await refresh(true)
  firstChat()
  $('win').dataset.pane = 'list'
}

const runAct = createActs({ openChat, openDetails })
window.__sandbox = hostFor(openChat)

const openedAt = Date.now()
const FIRST_SYNC_MS = 15_000
/** A product that starts now reads its customers in these seconds; a card opened too early must not stay empty. */
const starting = () => Date.now() - openedAt < FIRST_SYNC_MS

const seen = (state) => `${state.now?.slice(0, 13)}${JSON.stringify(state.rows)}`

watch(async ({ changed, before }) => {
  $('clock').textContent = clockText(store.state.now)
  if (!changed) return
  benchState()
  showList()
  await showTalk()
  if (starting() || seen(before) !== seen(store.state)) wakeSide()
  if (store.view !== 'messages') await showView()
})

onOnline((online) => {
  $('offline').hidden = online
  if (!online) return
  toast(lang.backOnline)
  forgetTimeline()
  store.state = { ...store.state, version: '' }
  reloadSide()
})

onClicks({ beRep, openApp, openChat, openTab, openView, runAct })
fillWords()
fillEntries()
listKeys(openChat)
composerKeys()
controlKeys()
timelineKeys()
const again = () => refresh().catch(() => undefined)
await refresh(true).catch(() => undefined)
if (loggedIn !== store.state.rep) await post('be-rep', { rep: store.state.rep }).catch(() => undefined)
// Whoever was quicker than the first answer stays where he went.
if (!store.open && store.view === 'messages') firstChat()
$('win').dataset.pane = 'list'
void showView()
document.addEventListener('visibilitychange', again)
setInterval(again, 1000)
