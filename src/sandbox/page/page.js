import { benchState, createActs, openCustomerMenu, openReps } from './acts.js'
import { chosenIn } from './cards.js'
import { copyText, showChat } from './chat.js'
import { composerKeys, showComposer, speakAs } from './composer.js'
import { controlKeys, controlShell, onControlClick, showControl } from './control.js'
import { showDetails, toggleTag } from './details.js'
import { ask, closeMenu, toast } from './dialog.js'
import { lang } from './lang.js'
import { listKeys, setFilter, showList } from './list.js'
import { onOnline, post } from './net.js'
import { showMembers, showWorkbench } from './panels.js'
import {
  fillEntries,
  hostFor,
  loadSide,
  nextTheme,
  otherLanguage,
  reloadSide,
  showSide,
  toggleDevice,
  wakeSide,
} from './side.js'
import { act, loggedIn, refresh, store, watch } from './store.js'
import { forgetTimeline, onTimelineClick, showTimeline, timelineKeys, timelineShell } from './timeline.js'
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

/** Links of messages that lead into the product open in its panel, as they do in the client. */
const onLink = (event, link) => {
  const url = new URL(link.href, location.href)
  event.preventDefault()
  if (!url.pathname.startsWith('/sidebar')) return void window.open(url, '_blank', 'noopener')
  $('win').dataset.pane = 'side'
  openTab('app')
  loadSide(url.pathname + url.search + url.hash, 'normal')
}

const tapCard = async (button) => {
  const card = button.closest('.card')
  const selected = chosenIn(card)
  const { ok } = await act('tap-card', { id: button.dataset.card, key: button.dataset.key, selected })
  if (ok) toast(lang.chosen)
}

const IDS = {
  me: (button) => openReps(button),
  more: (button) => openCustomerMenu(button),
  'more-acts': (button) => openCustomerMenu(button),
  device: toggleDevice,
  theme: nextTheme,
  reload: reloadSide,
  'tab-app': () => openTab('app'),
  'tab-details': () => openTab('details'),
  trouble: () => openView('control'),
  language: otherLanguage,
}

const DATA = {
  act: (name) => runAct(name),
  kind: (kind, data) => openChat(kind, data.id),
  rep: beRep,
  view: openView,
  filter: setFilter,
  speaker: speakAs,
  tag: toggleTag,
  copy: copyText,
  openApp,
  profile: () => {
    openTab('app')
    loadSide('/sidebar/', 'contact_profile')
  },
  addRobot: () =>
    ask(lang.addRobot, [{ name: 'name', label: lang.robotName, value: '' }]).then(
      (given) => given && act('add-robot', given),
    ),
  pane: (pane) => {
    if (store.app) openView('workbench')
    else $('win').dataset.pane = pane
  },
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('.talk a')
  if (link) return onLink(event, link)
  const button = event.target.closest('button')
  if (!event.target.closest('#menu') && !['me', 'more', 'more-acts'].includes(button?.id)) closeMenu()
  if (!button) return
  if (button.closest('#menu')) closeMenu()
  if (IDS[button.id]) return void IDS[button.id](button)
  if (button.dataset.card) return void tapCard(button)
  if (button.closest('.events')) return onTimelineClick(button)
  const name = Object.keys(DATA).find((one) => one in button.dataset)
  if (name) return void DATA[name](button.dataset[name], button.dataset)
  if (button.closest('.control')) void onControlClick(button)
})

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
