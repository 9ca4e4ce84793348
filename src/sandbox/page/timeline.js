import { copyText } from './chat.js'
import { paint } from './dialog.js'
import { lang } from './lang.js'
import { getJson } from './net.js'
import { store } from './store.js'
import { entryHtml, insideHtml, textOf } from './timeline-entry.js'

const $ = (id) => document.getElementById(id)
const KEPT = 600

let entries = []
let newest = 0
let held = 0
let paused = false
const wanted = { kind: 'all', bad: false, text: '' }

const fits = (entry) =>
  (wanted.kind === 'all' || entry.kind === wanted.kind) &&
  !(wanted.bad && entry.ok) &&
  (wanted.text === '' || textOf(entry).includes(wanted.text))

const barHtml = () => {
  const count = (kind) => entries.filter((entry) => kind === 'all' || entry.kind === kind).length
  const chip = (kind, label) =>
    `<button type="button" data-focus="kind-${kind}" data-kind-filter="${kind}" aria-pressed="${wanted.kind === kind}">${label} <small>${count(kind)}</small></button>`
  const failed = entries.filter((entry) => !entry.ok).length
  return `${chip('all', lang.allKinds)}${Object.entries(lang.kinds)
    .map(([kind, label]) => chip(kind, label))
    .join(
      '',
    )}<button type="button" data-focus="bad" data-bad aria-pressed="${wanted.bad}">${lang.onlyBad} <small>${failed}</small></button><button type="button" data-focus="pause" data-pause aria-pressed="${paused}">${paused ? lang.goEvents : lang.pauseEvents}</button>`
}

const showHeld = () => {
  $('fresh').hidden = held === 0
  $('fresh').textContent = `${held} ${lang.fresh}`
}

const nothing = () => `<p class="note">${entries.length === 0 ? lang.noEventsYet : lang.noEvents}</p>`

const drawAll = () => {
  held = 0
  const html = entries.filter(fits).map(entryHtml).reverse().join('')
  $('entries').innerHTML = html || nothing()
  $('entries').scrollTop = 0
  paint($('event-bar'), barHtml())
  showHeld()
}

/** Somebody who reads further down, or has an entry open, is not to be pushed away by what comes in above. */
const reading = () => paused || $('entries').scrollTop > 24 || $('entries').querySelector('details[open]') !== null

const take = (fresh) => {
  const shown = fresh.filter(fits)
  paint($('event-bar'), barHtml())
  if (shown.length === 0) return
  if (reading()) {
    held += shown.length
    return showHeld()
  }
  $('entries').querySelector(':scope > .note')?.remove()
  $('entries').insertAdjacentHTML('afterbegin', shown.map(entryHtml).reverse().join(''))
  while ($('entries').children.length > KEPT) $('entries').lastElementChild.remove()
}

let asking = false

export const showTimeline = async () => {
  if (store.view !== 'events' || asking) return
  asking = true
  try {
    const first = $('entries').childElementCount === 0
    const { items } = await getJson('timeline', { after: newest })
    newest = items.at(-1)?.id ?? newest
    entries = [...entries, ...items].slice(-KEPT)
    if (first) drawAll()
    else if (items.length > 0) take(items)
  } finally {
    asking = false
  }
}

/** A sandbox that was started anew counts from one again. */
export const forgetTimeline = () => {
  entries = []
  newest = 0
  $('entries')?.replaceChildren()
}

export const timelineShell = () =>
  `<div class="events"><header><h1>${lang.events}</h1><input id="event-search" type="search" placeholder="${lang.searchEvents}" aria-label="${lang.searchEvents}"></header><div class="chips" id="event-bar"></div><button type="button" id="fresh" class="fresh" data-fresh hidden></button><div class="entries" id="entries" tabindex="-1"></div></div>`

export const onTimelineClick = (button) => {
  const { kindFilter } = button.dataset
  if (kindFilter) wanted.kind = kindFilter
  else if ('bad' in button.dataset) wanted.bad = !wanted.bad
  else if ('pause' in button.dataset) paused = !paused
  else if ('copyPart' in button.dataset) return void copyText(button.closest('.part').querySelector('pre').textContent)
  else if (!('fresh' in button.dataset)) return
  drawAll()
}

export const timelineKeys = () => {
  document.addEventListener('input', (event) => {
    if (event.target.id !== 'event-search') return
    wanted.text = event.target.value.trim().toLowerCase()
    drawAll()
  })
  // What is inside an entry is drawn when it is opened: six hundred of them at once would be slow.
  document.addEventListener(
    'toggle',
    (event) => {
      const details = event.target
      if (!details.matches?.('details.entry') || !details.open) return
      const entry = entries.find((one) => `${one.id}` === details.dataset.id)
      const inside = details.querySelector('.inside')
      if (entry && inside.childElementCount === 0) inside.innerHTML = insideHtml(entry)
    },
    true,
  )
}
