import { paint } from './dialog.js'
import { lang } from './lang.js'
import { escapeText } from './markdown.js'
import { act, openRow, repOf, store } from './store.js'

const $ = (id) => document.getElementById(id)
/** Whoever speaks next in the open chat; the rep until somebody else is chosen. */
let speaker = null
let at = ''

const peopleOf = (row) => {
  const me = { id: store.state.rep, name: `${repOf()?.name ?? ''}（${lang.me}）`, customer: false }
  if (row.kind === 'smart') return [me]
  if (row.kind === 'kf') return [me, { id: row.customer, name: `${row.name}（${lang.customer}）`, customer: true }]
  if (row.kind === 'customer') return [me, { id: row.id, name: `${row.name}（${lang.customer}）`, customer: true }]
  return [me, ...(row.people ?? []).filter((one) => one.id !== me.id)]
}

const speakersHtml = (people, now) => {
  if (people.length < 2) return ''
  if (people.length > 2)
    return `<label>${lang.speakAs}<select id="speaker">${people
      .map(
        (one) =>
          `<option value="${escapeText(one.id)}"${one.id === now ? ' selected' : ''}>${escapeText(one.name)}</option>`,
      )
      .join('')}</select></label>`
  return people
    .map(
      (one) =>
        `<button type="button" data-focus="speak-${one.customer}" data-speaker="${escapeText(one.id)}" class="${one.customer ? 'customer' : ''}" aria-pressed="${one.id === now}">${escapeText(one.name)}</button>`,
    )
    .join('')
}

export const showComposer = () => {
  const row = openRow()
  const key = `${store.state.rep}\n${row?.id}`
  if (key !== at) speaker = null
  at = key
  const writable = Boolean(row) && ['customer', 'group', 'smart', 'kf'].includes(row.kind) && row.alive !== false
  const people = writable ? peopleOf(row) : []
  const now = people.find((one) => one.id === speaker) ?? people[0]
  const box = $('box')
  box.hidden = !row
  box.classList.toggle('as-customer', now?.customer === true)
  box.classList.toggle('shut', !writable)
  $('line').disabled = !writable
  box.querySelector('[type=submit]').disabled = !writable
  $('line').placeholder = writable
    ? now.customer
      ? `${lang.asCustomer}${row.kind === 'group' ? now.name : row.name}`
      : `${lang.writeTo} ${row.name}`
    : row?.alive === false
      ? lang.gone
      : lang.readOnly
  paint($('speakers'), writable ? speakersHtml(people, now.id) : '')
}

export const speakAs = (id) => {
  speaker = id
  showComposer()
  $('line').focus()
}

const say = (text) => {
  const row = openRow()
  const who = peopleOf(row).find((one) => one.id === speaker)
  if (row.kind === 'group' && who && who.id !== store.state.rep)
    return act('group-says', { id: row.id, from: who.id, text })
  if (row.kind === 'smart') return act('robot-says', { id: row.id, text })
  if (row.kind === 'kf') return act(who?.customer ? 'kf-says' : 'kf-servicer-says', { id: row.id, text })
  if (who?.customer) return act('customer-says', { id: row.id, text })
  return act('rep-sends', { kind: row.kind, id: row.id, message: { msgtype: 'text', text: { content: text } } })
}

export const composerKeys = () => {
  $('box').addEventListener('submit', async (event) => {
    event.preventDefault()
    const text = $('line').value.trim()
    if (text === '' || !openRow()) return
    $('line').value = ''
    const { ok } = await say(text)
    if (ok === false && $('line').value === '') $('line').value = text
  })
  $('speakers').addEventListener('change', (event) => speakAs(event.target.value))
  $('line').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    $('box').requestSubmit()
  })
}
