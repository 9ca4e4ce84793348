import { paint } from './dialog.js'
import { lang } from './lang.js'
import { escapeText } from './markdown.js'
import { store } from './store.js'
import { shortTime } from './times.js'

const $ = (id) => document.getElementById(id)
let filter = 'all'

export const face = (name) => escapeText([...name.replace(/^[^\p{L}\p{N}]+/u, '')][0] ?? '·')
const strip = (text) =>
  text
    .replace(/<[^>]+>|[#>*`]/g, '')
    .split('\n')
    .find((line) => line.trim() !== '') ?? ''

const KINDS = {
  all: () => true,
  unread: (row) => row.unread > 0,
  single: (row) => ['customer', 'kf'].includes(row.kind),
  groups: (row) => row.kind === 'group' || row.kind === 'robot',
  app: (row) => ['app', 'tasks', 'smart'].includes(row.kind),
}

const badgeOf = (row) => {
  if (row.kind === 'customer') return `<small>${lang.wechat}</small>`
  if (row.kind === 'kf') return `<small>${lang.kfBadge}</small>`
  return row.size ? `<small class="size">（${row.size}）</small>` : ''
}

/** In a group the name of the remark comes first, as in the client; the own name stays readable behind it. */
const titleOf = (row) => escapeText(row.name)

const rowHtml = (row, { open, now }) => {
  const on = open && open.kind === row.kind && open.id === row.id
  const prefix = row.kind === 'robot' && row.text ? `[${lang.robot}] ` : ''
  const unread =
    row.unread > 0 ? `<u title="${row.unread} ${lang.unread}">${row.unread > 99 ? '99+' : row.unread}</u>` : ''
  return `<button type="button" class="c ${row.kind}${on ? ' on' : ''}${row.alive === false ? ' gone' : ''}" data-focus="row-${escapeText(row.id)}" data-kind="${row.kind}" data-id="${escapeText(row.id)}"${on ? ' aria-current="true"' : ''}>
    <i aria-hidden="true">${face(row.name)}</i><b>${titleOf(row)}${badgeOf(row)}</b><em>${shortTime(row.at, now)}</em><span>${row.half ? `[${lang.pending}] ` : ''}${escapeText(prefix + strip(row.text ?? ''))}</span>${unread}</button>`
}

const found = (row, wanted) =>
  wanted === '' ||
  `${row.name}${row.remark ?? ''}${(row.tags ?? []).join(' ')}${row.text}`.toLowerCase().includes(wanted) ||
  (row.letters ?? '').includes(wanted)

export const showList = () => {
  const wanted = $('search').value.trim().toLowerCase()
  const rows = store.state.rows.filter((row) => KINDS[filter](row) && found(row, wanted))
  const nothing = store.state.rows.length === 0 ? lang.noRows : `${lang.nobody}<br>${lang.nobodyHint}`
  paint(
    $('rows'),
    rows.map((row) => rowHtml(row, { open: store.open, now: store.state.now })).join('') ||
      `<p class="note">${nothing}</p>`,
  )
  const total = store.state.rows.reduce((sum, row) => sum + row.unread, 0)
  paint(
    $('filters'),
    Object.keys(KINDS)
      .map(
        (name) =>
          `<button type="button" data-focus="filter-${name}" data-filter="${name}" aria-pressed="${name === filter}">${lang.filters[name]}${name === 'unread' && total > 0 ? ` ${total}` : ''}</button>`,
      )
      .join(''),
  )
  const mark = document.querySelector('[data-view=messages] .mark')
  mark.hidden = total === 0
  mark.textContent = total > 99 ? '99+' : `${total}`
}

export const setFilter = (name) => {
  filter = name
  showList()
}

/** Up and down walk through the list; Enter on the search opens the first one found. */
export const listKeys = (openChat) => {
  const step = (from, by) => {
    const rows = [...document.querySelectorAll('#rows .c')]
    rows.at((rows.indexOf(from) + by) % rows.length)?.focus()
  }
  $('search').addEventListener('input', showList)
  $('search').addEventListener('keydown', (event) => {
    if (event.isComposing) return
    if (event.key === 'ArrowDown') {
      event.preventDefault()
      document.querySelector('#rows .c')?.focus()
    }
    const first = document.querySelector('#rows .c')
    if (event.key === 'Enter' && first) openChat(first.dataset.kind, first.dataset.id)
  })
  $('rows').addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    step(event.target.closest('.c'), event.key === 'ArrowDown' ? 1 : -1)
  })
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    $('search').focus()
    $('search').select()
  })
}
