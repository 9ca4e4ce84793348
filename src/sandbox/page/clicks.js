import { openCustomerMenu, openReps } from './acts.js'
import { chosenIn } from './cards.js'
import { copyText } from './chat.js'
import { addSmartRobot, editCompanyTags, kfCustomer, memberLeaves, newGroup, runGroupAct, runTask } from './company.js'
import { speakAs } from './composer.js'
import { cancelMoment, companyMoment, handOver } from './console.js'
import { onControlClick } from './control.js'
import { toggleTag } from './details.js'
import { ask, closeMenu, toast } from './dialog.js'
import { lang } from './lang.js'
import { setFilter } from './list.js'
import { loadSide, nextTheme, otherLanguage, reloadSide, toggleDevice } from './side.js'
import { act, store } from './store.js'
import { onTimelineClick } from './timeline.js'

const $ = (id) => document.getElementById(id)

/** Links of messages that lead into the product open in its panel, as they do in the client. */
const onLink = (event, link, openTab) => {
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
  const tap = { key: button.dataset.key, selected }
  const { ok } = await (store.open?.kind === 'smart'
    ? act('tap-robot-card', { ...tap, id: store.open.id, card: button.dataset.card })
    : act('tap-card', { ...tap, id: button.dataset.card }))
  if (ok) toast(lang.chosen)
}

/** Buttons that stand alone, by their id. */
const byId = ({ openTab, openView }) => ({
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
})

/** Buttons that come in numbers, by the data they carry. */
const byData = ({ beRep, openApp, openChat, openTab, openView, runAct }) => ({
  act: (name) => runAct(name),
  kind: (kind, data) => openChat(kind, data.id),
  rep: beRep,
  view: openView,
  filter: setFilter,
  speaker: speakAs,
  tag: toggleTag,
  copy: copyText,
  task: runTask,
  groupAct: runGroupAct,
  newGroup: () => newGroup(openChat),
  companyTags: editCompanyTags,
  leaves: memberLeaves,
  handOver: () => handOver(),
  companyMoment: () => companyMoment(),
  cancelMoment,
  addSmart: () => addSmartRobot(openChat),
  kfCustomer: () => kfCustomer(openChat),
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
})

/** One listener for the whole page: what is drawn anew a moment later needs no handlers of its own. */
export const onClicks = (doors) => {
  const [ids, data] = [byId(doors), byData(doors)]
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.talk a')
    if (link) return onLink(event, link, doors.openTab)
    const button = event.target.closest('button')
    if (!event.target.closest('#menu') && !['me', 'more', 'more-acts'].includes(button?.id)) closeMenu()
    if (!button) return
    if (button.closest('#menu')) closeMenu()
    if (ids[button.id]) return void ids[button.id](button)
    if (button.dataset.card) return void tapCard(button)
    if (button.closest('.events')) return onTimelineClick(button)
    const name = Object.keys(data).find((one) => one in button.dataset)
    if (name) return void data[name](button.dataset[name], button.dataset)
    if (button.closest('.control')) void onControlClick(button)
  })
}
