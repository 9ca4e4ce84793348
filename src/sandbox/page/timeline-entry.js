import { code, lang } from './lang.js'
import { escapeText } from './markdown.js'
import { fieldOf, nameOf } from './names.js'
import { store } from './store.js'
import { clockText, dayText, secondText } from './times.js'

const TIMED_OUT = /^(超时|timeout)/i

const peopleIn = (text) => {
  const ids = new Set(text.match(/\bw[mo][A-Za-z0-9_-]{20,40}/g) ?? [])
  const names = [...ids].slice(0, 3).map((id) => store.state.rows.find((row) => row.id === id)?.name)
  return names.filter(Boolean)
}

const flat = (value) => (typeof value === 'string' ? value : JSON.stringify(value ?? ''))

/** Everything that a search may look at, in one small text; made once per entry. */
export const textOf = (entry) => {
  entry.text ??=
    `${entry.name} ${nameOf(entry.name)} ${entry.errcode ?? ''} ${flat(entry.detail.request)} ${flat(entry.detail.response)}`.toLowerCase()
  return entry.text
}

/** What the client said of a call of the sidebar, without the call's name in front. */
const bridgeWords = ({ response }) => {
  const said = typeof response === 'string' ? response : (response?.err_msg ?? response?.errmsg ?? '')
  return said.slice(said.indexOf(':') + 1)
}

/** Why it went wrong and what follows from it, in one sentence; empty when all is well. */
export const reasonOf = (entry) => {
  if (entry.ok) return ''
  if (entry.why) return entry.why[code]
  const response = flat(entry.detail.response)
  if (entry.kind === 'callback') return entry.attempts === 0 ? lang.whyLost : lang.whyCallback
  if (entry.kind === 'bridge') return bridgeWords(entry.detail) === 'cancel' ? lang.whyCancel : lang.whyBridge
  if (entry.detail.response?.lost) return lang.whyLostAnswer
  if (TIMED_OUT.test(response)) return lang.whyTimeout
  if (/HTTP 404/.test(response)) return lang.why404
  return /HTTP 5/.test(response) ? lang.why500 : response
}

const verdictOf = (entry) => {
  const times = entry.attempts > 1 ? ` · ${entry.attempts} ${lang.tries}` : ''
  if (entry.ok) return `<i class="ok">${entry.kind === 'callback' ? lang.delivered : lang.done}${times}</i>`
  const lost = lang.faultKinds[entry.detail.response?.lost]
  if (lost) return `<i class="bad">✕ ${lost}</i>`
  const short = entry.errcode ? `${entry.errcode}` : entry.kind === 'callback' ? lang.lost : ''
  const said = entry.kind === 'bridge' ? bridgeWords(entry.detail) || lang.noAnswer : flat(entry.detail.response)
  return `<i class="bad">✕ ${escapeText(short || (TIMED_OUT.test(said) ? lang.faultKinds.timeout : said.slice(0, 40)))}${times}</i>`
}

export const entryHtml = (entry) => {
  const names = peopleIn(`${flat(entry.detail.request)} ${flat(entry.detail.response).slice(0, 2000)}`)
  const entrance = entry.detail.response?.entry
  if (entrance) names.push(lang.entries[entrance] ?? entrance)
  const who = names.length > 0 ? `<small>${escapeText(names.join('、'))}</small>` : ''
  const reason = reasonOf(entry)
  return `<details class="entry" data-id="${entry.id}"><summary><em title="${dayText(entry.at)}">${secondText(entry.at)}</em><b class="k-${entry.kind}">${lang.kinds[entry.kind]}</b><span class="what">${escapeText(nameOf(entry.name))} ${who}<code>${escapeText(entry.name)}</code></span>${verdictOf(entry)}${reason ? `<span class="why">${escapeText(reason)}</span>` : ''}</summary><div class="inside"></div></details>`
}

const block = (title, text) =>
  `<div class="part"><h2>${title}<button type="button" class="text" data-copy-part>${lang.copy}</button></h2><pre tabindex="0">${escapeText(text)}</pre></div>`

const readable = (name, value) => {
  if (name === 'CreateTime' && /^\d+$/.test(value))
    return `${clockText(new Date(Number(value) * 1000).toISOString())}（${value}）`
  const row = store.state.rows.find((one) => one.id === value)
  const rep = store.state.reps.find((one) => one.userid === value)
  return row || rep ? `${(row ?? rep).name}（${value}）` : value
}

const xmlRows = (parent, depth = 0) =>
  [...parent.children].map((child) => {
    const inner = child.children.length > 0
    const row = `<tr><th scope="row" class="d${Math.min(depth, 3)}">${escapeText(fieldOf(child.tagName))}<code>${escapeText(child.tagName)}</code></th><td>${inner ? '' : escapeText(readable(child.tagName, child.textContent))}</td></tr>`
    return row + (inner ? xmlRows(child, depth + 1).join('') : '')
  })

/** Numbers and texts of the decrypted XML as a table; nothing where it is no XML. */
const decoded = (xml) => {
  const parsed = new DOMParser().parseFromString(xml, 'text/xml')
  if (parsed.querySelector('parsererror') || parsed.documentElement.children.length === 0) return ''
  return `<div class="part"><h2>${lang.decoded}</h2><table class="fields"><tbody>${xmlRows(parsed.documentElement).join('')}</tbody></table></div>`
}

const pretty = (value) => {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2)
  // Every field on a line of its own, with its CDATA.
  return value.startsWith('<') ? value.replace(/>(?=<[A-Za-z])|(?<=<\/\w+>)(?=<\/)/g, (end) => `${end}\n`) : value
}

export const insideHtml = (entry) => {
  const { request, response } = entry.detail
  const isXml = typeof request === 'string' && request.startsWith('<')
  const parts = []
  if (isXml) parts.push(decoded(request))
  if (request !== undefined) parts.push(block(isXml ? lang.raw : lang.request, pretty(request)))
  if (response !== undefined) parts.push(block(lang.answer, pretty(response)))
  return parts.join('') || `<p class="note">${lang.noAnswer}</p>`
}
