import { lang } from './lang.js'
import { escapeText, plainText, safeHref } from './markdown.js'

const line = (text, cls) => (text ? `<p class="${cls}">${escapeText(text)}</p>` : '')
const link = (href, inner, cls) => `<a class="${cls}" href="${escapeText(safeHref(href ?? ''))}">${inner}</a>`
const COLOURS = ['grey', 'black', 'red', 'green']

const sourceHtml = (source) =>
  source?.desc ? `<p class="source ${COLOURS[source.desc_color ?? 0] ?? 'grey'}">${escapeText(source.desc)}</p>` : ''

const rowsHtml = (rows) =>
  (rows ?? [])
    .map((row) => {
      const value = escapeText(row.value ?? '')
      return `<div class="kv"><span>${escapeText(row.keyname ?? '')}</span><span>${row.url ? link(row.url, value, '') : value}</span></div>`
    })
    .join('')

const quoteHtml = (quote) =>
  quote?.quote_text || quote?.title
    ? `<blockquote>${line(quote.title, 'h')}${line(quote.quote_text, '')}</blockquote>`
    : ''

const emphasisHtml = (part) =>
  part?.title ? `<p class="big">${escapeText(part.title)}</p>${line(part.desc, 'dim')}` : ''

const verticalHtml = (parts) =>
  (parts ?? []).map((part) => `${line(part.title, 'h')}${line(part.desc, 'dim')}`).join('')

const keyButton = (message, key, text, cls = '') =>
  `<button type="button" class="${cls}" data-card="${escapeText(`${message.id}`)}" data-key="${escapeText(key ?? '')}">${escapeText(text ?? '')}</button>`

const menuHtml = (message, menu) =>
  (menu?.action_list ?? []).map((action) => keyButton(message, action.key, action.text, 'plain')).join('')

const optionsHtml = (select, many) => {
  const name = escapeText(select.question_key ?? '')
  const title = select.title ? `<span>${escapeText(select.title)}</span>` : ''
  if (many === null) {
    const options = (select.option_list ?? []).map(
      (one) =>
        `<option value="${escapeText(one.id)}"${one.id === select.selected_id ? ' selected' : ''}>${escapeText(one.text)}</option>`,
    )
    return `<label class="choice">${title}<select data-question="${name}"${select.disable ? ' disabled' : ''}>${options.join('')}</select></label>`
  }
  return (select.option_list ?? [])
    .map(
      (one) =>
        `<label class="choice tick"><input type="${many ? 'checkbox' : 'radio'}" name="q-${name}" data-question="${name}" value="${escapeText(one.id)}"${one.is_checked ? ' checked' : ''}${select.disable ? ' disabled' : ''}><span>${escapeText(one.text)}</span></label>`,
    )
    .join('')
}

const questionsHtml = (card) =>
  (card.button_selection ? optionsHtml(card.button_selection, null) : '') +
  (card.checkbox ? optionsHtml(card.checkbox, card.checkbox.mode === 1) : '') +
  (card.select_list ?? []).map((one) => optionsHtml(one, null)).join('')

const keysHtml = (message, card) => {
  const replaced = card.replaced_button ?? card.replace_text
  if (replaced) return `<div class="keys"><button type="button" disabled>${escapeText(replaced)}</button></div>`
  const buttons = (card.button_list ?? []).map((button) =>
    button.type === 1 && button.url
      ? link(button.url, escapeText(button.text ?? ''), `key style${button.style ?? 1}`)
      : keyButton(message, button.key, button.text, `style${button.style ?? 1}`),
  )
  if (card.submit_button) buttons.push(keyButton(message, card.submit_button.key, card.submit_button.text, 'style1'))
  return buttons.length === 0 ? '' : `<div class="keys">${buttons.join('')}</div>`
}

/** A template card of any of WeCom's five types. */
export const cardHtml = (message) => {
  const card = message.body ?? {}
  const jumps = (card.jump_list ?? []).map((jump) => link(jump.url, escapeText(jump.title ?? ''), 'jump')).join('')
  const whole = card.card_action?.url ? link(card.card_action.url, lang.look, 'jump') : ''
  const picture = card.card_image?.url
    ? `<img class="picture" src="${escapeText(safeHref(card.card_image.url))}" alt="">`
    : ''
  return `<div class="card" data-message="${escapeText(`${message.id}`)}">${sourceHtml(card.source)}${line(card.main_title?.title, 'h h3')}${line(card.main_title?.desc, 'dim')}${picture}${emphasisHtml(card.emphasis_content)}${quoteHtml(card.quote_area)}${line(card.sub_title_text, '')}${verticalHtml(card.vertical_content_list)}${rowsHtml(card.horizontal_content_list)}${questionsHtml(card)}${jumps || whole}${menuHtml(message, card.action_menu)}${keysHtml(message, card)}</div>`
}

/** What was ticked and chosen in a card, by question, as its callback carries it. */
export const chosenIn = (card) => {
  const selected = {}
  for (const one of card.querySelectorAll('[data-question]')) {
    if (one.type === 'checkbox' || one.type === 'radio') {
      selected[one.dataset.question] ??= []
      if (one.checked) selected[one.dataset.question].push(one.value)
    } else selected[one.dataset.question] = [one.value]
  }
  return selected
}

export const textcardHtml = (body) =>
  `<div class="card"><p class="h h3">${escapeText(body.title ?? '')}</p><div class="desc">${plainText(
    body.description ?? '',
  )
    .replace(/&#60;div class=&#34;(gray|normal|highlight)&#34;&#62;/g, '<p class="tone-$1">')
    .replaceAll('&#60;/div&#62;', '</p>')
    .replace(/&#60;br ?\/?&#62;/g, '<br>')}</div>${link(body.url, escapeText(body.btntxt ?? lang.look), 'jump')}</div>`

export const newsHtml = (articles) =>
  articles
    .map((one) =>
      link(
        one.url,
        `<b>${escapeText(one.title ?? '')}</b><span>${escapeText(one.desc ?? one.description ?? '')}</span>`,
        'link',
      ),
    )
    .join('')
