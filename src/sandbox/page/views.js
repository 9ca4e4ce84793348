import { lang } from './lang.js'
import { escapeText, markdown, plainText } from './markdown.js'

const china = (iso) => new Date(Date.parse(iso) + 8 * 3600_000)
const hm = (date) => date.toISOString().slice(11, 16)
const dayOf = (date) => Math.floor(date.getTime() / 86_400_000)

/** Times as WeCom's list shows them: the hour today, then yesterday, then the weekday, then the date. */
export const shortTime = (iso, nowIso) => {
  if (!iso) return ''
  const [at, now] = [china(iso), china(nowIso)]
  const gone = dayOf(now) - dayOf(at)
  if (gone <= 0) return hm(at)
  if (gone === 1) return lang.yesterday
  return gone < 7 ? lang.week7[at.getUTCDay()] : at.toISOString().slice(5, 10)
}

const noteTime = (iso, nowIso) => {
  const short = shortTime(iso, nowIso)
  return short.includes(':') ? short : `${short} ${hm(china(iso))}`
}

export const clockText = (iso) => {
  const at = china(iso)
  return `${at.toISOString().slice(0, 10)} ${lang.week7[at.getUTCDay()]} ${hm(at)}`
}

const face = (name) => escapeText([...name.replace(/^[^\p{L}]+/u, '')][0] ?? '·')
const strip = (text) =>
  text
    .replace(/<[^>]+>|[#>*`]/g, '')
    .split('\n')
    .find((line) => line.trim() !== '') ?? ''

export const rowHtml = (row, { open, now }) => {
  const on = open && open.kind === row.kind && open.id === row.id
  const badge = row.kind === 'customer' ? `<small>${lang.wechat}</small>` : ''
  const prefix = row.kind === 'robot' && row.text ? `[${lang.robot}] ` : ''
  return `<button class="c ${row.kind} ${on ? 'on' : ''} ${row.alive === false ? 'gone' : ''}" data-kind="${row.kind}" data-id="${escapeText(row.id)}"${on ? ' aria-current="true"' : ''}>
    <i aria-hidden="true">${face(row.name)}</i><b>${escapeText(row.name)}${badge}</b><em>${shortTime(row.at, now)}</em><span>${escapeText(prefix + strip(row.text ?? ''))}</span></button>`
}

const cardHtml = (message) => {
  const card = message.body ?? {}
  const line = (text, cls) => (text ? `<p class="${cls}">${escapeText(text)}</p>` : '')
  const rows = (card.horizontal_content_list ?? []).map(
    (row) =>
      `<div class="kv"><span>${escapeText(row.keyname ?? '')}</span><span>${row.url ? `<a href="${escapeText(row.url)}">${escapeText(row.value ?? '')}</a>` : escapeText(row.value ?? '')}</span></div>`,
  )
  const jumps = (card.jump_list ?? []).map(
    (jump) => `<a class="jump" href="${escapeText(jump.url ?? '#')}">${escapeText(jump.title ?? '')}</a>`,
  )
  const buttons = (card.button_list ?? []).map(
    (button) =>
      `<button data-card="${escapeText(`${message.id}`)}" data-key="${escapeText(button.key ?? '')}">${escapeText(button.text ?? '')}</button>`,
  )
  const action = card.card_action?.url
    ? `<a class="jump" href="${escapeText(card.card_action.url)}">${lang.details}</a>`
    : ''
  const done = card.replaced_button ? `<button disabled>${escapeText(card.replaced_button)}</button>` : buttons.join('')
  return `${line(card.main_title?.title, 'h h3')}${line(card.main_title?.desc, 'dim')}${line(card.sub_title_text, '')}${rows.join('')}${jumps.join('') || action}${done ? `<div class="keys">${done}</div>` : ''}`
}

const contentHtml = (message) => {
  const body = message.body ?? {}
  if (message.kind === 'markdown' || message.kind === 'markdown_v2') return markdown(message.text)
  if (message.kind === 'template_card') return cardHtml(message)
  if (message.kind === 'textcard')
    return `<p class="h h3">${escapeText(body.title ?? '')}</p><p>${plainText((body.description ?? '').replace(/<\/?div[^>]*>/g, ''))}</p><a class="jump" href="${escapeText(body.url ?? '#')}">${escapeText(body.btntxt ?? lang.details)}</a>`
  if (message.kind === 'news' && message.link)
    return `<a class="link" href="${escapeText(message.link.url)}"><b>${escapeText(message.link.title)}</b><span>${escapeText(message.link.desc ?? '')}</span></a>`
  return plainText(message.text)
}

const QUIET_MS = 10 * 60_000

/** A time line stands before the first message and wherever the talk paused. */
export const talkHtml = (messages, { rep, now }) => {
  let last = 0
  const parts = messages.map((message) => {
    const at = Date.parse(message.at)
    const time = at - last > QUIET_MS ? `<span class="note">${noteTime(message.at, now)}</span>` : ''
    last = at
    if (message.kind === 'note') return `${time}<span class="note">${escapeText(message.text)}</span>`
    const side = message.from === rep ? 'me' : ''
    const wide = ['app', 'robot'].includes(message.from) ? 'wide' : ''
    return `${time}<div class="m ${side} ${wide}">${contentHtml(message)}</div>`
  })
  return parts.join('') || `<span class="note">${lang.empty}</span>`
}

const pretty = (value) => (typeof value === 'string' ? value.replace(/></g, '>\n<') : JSON.stringify(value, null, 1))

export const eventHtml = (entry) => {
  const verdict = entry.ok ? 'ok' : 'bad'
  const code = entry.errcode ? ` ${entry.errcode}` : ''
  const times = entry.attempts > 1 ? ` · ${entry.attempts}${lang.attempts}` : ''
  const detail = [entry.detail.request, entry.detail.response]
    .filter((part) => part !== undefined)
    .map((part) => `<pre>${escapeText(pretty(part) ?? '')}</pre>`)
  return `<details data-id="${entry.id}"><summary><em>${hm(china(entry.at))}:${china(entry.at).toISOString().slice(17, 19)}</em><b class="k-${entry.kind}">${lang[entry.kind]}</b><span>${escapeText(entry.name)}</span><i class="${verdict}">${entry.ok ? '✓' : '✕'}${code}${times}</i></summary>${detail.join('')}</details>`
}
