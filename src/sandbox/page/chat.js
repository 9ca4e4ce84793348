import { cardHtml, newsHtml, textcardHtml } from './cards.js'
import { taskHtml } from './company.js'
import { paint, toast } from './dialog.js'
import { lang } from './lang.js'
import { face } from './list.js'
import { escapeText, markdown, plainText } from './markdown.js'
import { getJson, post } from './net.js'
import { fileHtml, miniHtml } from './sent.js'
import { openRow, store } from './store.js'
import { noteTime } from './times.js'

const $ = (id) => document.getElementById(id)
const QUIET_MS = 10 * 60_000
const NEAR_END = 80

const contentHtml = (message) => {
  if (message.task) return taskHtml(message)
  const body = message.body ?? {}
  if (message.kind === 'markdown' || message.kind === 'markdown_v2') return markdown(message.text)
  if (message.kind === 'template_card') return cardHtml(message)
  if (message.kind === 'textcard') return textcardHtml(body)
  if (message.kind === 'news' && body.articles) return newsHtml(body.articles)
  if (message.kind === 'news' && message.link) return newsHtml([message.link])
  if (message.file) return fileHtml(message)
  if (message.mini) return miniHtml(message.mini)
  return plainText(message.text)
}

const bubbleHtml = (message, { rep, kind }) => {
  const mine = message.from === rep
  const machine = ['app', 'robot'].includes(message.from)
  const sort = machine
    ? message.from
    : message.from.startsWith('wm') || message.from.startsWith('wo')
      ? 'customer'
      : 'member'
  const name = kind === 'group' && !mine ? `<cite>${escapeText(message.name ?? '')}</cite>` : ''
  const tag = message.kind === 'text' || message.kind === 'note' ? '' : ` is-${message.kind}`
  return `<div class="line${mine ? ' mine' : ''}"><i class="face ${sort}" aria-hidden="true">${face(message.name || '·')}</i><div class="said">${name}<div class="m${mine ? ' me' : ''}${machine ? ' wide' : ''}${tag}">${contentHtml(message)}</div></div></div>`
}

/** A time line stands before the first message and wherever the talk paused. */
const talkHtml = (messages, look) => {
  let last = 0
  const parts = messages.map((message) => {
    const at = Date.parse(message.at)
    const time = at - last > QUIET_MS ? `<span class="note time">${noteTime(message.at, look.now)}</span>` : ''
    last = at
    if (message.kind === 'note') return `${time}<span class="note">${escapeText(message.text)}</span>`
    return time + bubbleHtml(message, look)
  })
  const nothing = { app: lang.emptyApp, robot: lang.emptyRobot, smart: lang.emptySmart }[look.kind] ?? lang.empty
  return parts.join('') || `<span class="note">${nothing}</span>`
}

const headHtml = (row) => {
  if (!row) return lang.pick
  const tags = (row.tags ?? [])
    .slice(0, 3)
    .map((tag) => `<small class="tag">${escapeText(tag)}</small>`)
    .join('')
  const behind = {
    customer: `<small>${lang.wechat}</small>${row.remark && row.remark !== row.name ? `<small class="remark">${escapeText(row.remark)}</small>` : ''}`,
    group: `<small class="plain">（${row.size}）${lang.group}</small>`,
    robot: `<small class="plain">（${row.size}）${lang.robotGroup}</small>`,
    app: `<small class="plain">${lang.appChat}</small>`,
    tasks: `<small class="plain">${lang.tasksChat}</small>`,
    smart: `<small class="plain">${lang.smartChat}</small>`,
    kf: `<small>${lang.kfChat}</small>`,
  }[row.kind]
  return `<h2 class="name">${escapeText(row.name)}</h2>${behind}${tags}`
}

/** Seen is what stands in an open chat of a window somebody looks at. */
const markRead = (row) => {
  if (row.unread > 0 && document.visibilityState === 'visible' && store.view === 'messages')
    void post('read', { rep: store.state.rep, kind: row.kind, id: row.id }).catch(() => undefined)
}

let shown = ''

export const showChat = async () => {
  const row = openRow()
  paint($('who'), headHtml(row))
  $('more').hidden = row?.kind !== 'customer'
  if (!row) return
  const { rep, now } = store.state
  const asked = `${rep}\n${row.kind}\n${row.id}`
  const { messages } = await getJson('chat', { rep, kind: row.kind, id: row.id })
  // Another chat was opened while this one was on its way.
  if (store.open?.id !== row.id || store.state.rep !== rep) return
  const talk = $('talk')
  const atEnd = asked !== shown || talk.scrollHeight - talk.scrollTop - talk.clientHeight < NEAR_END
  shown = asked
  if (paint(talk, talkHtml(messages, { rep, now, kind: row.kind })) && atEnd) talk.scrollTop = talk.scrollHeight
  markRead(row)
}

export const copyText = (text) =>
  navigator.clipboard
    ?.writeText(text)
    .then(() => toast(lang.copied))
    .catch(() => undefined)
