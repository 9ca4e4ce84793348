import { code, lang } from './lang.js'
import { escapeText } from './markdown.js'

/** Where a switch stands on the page; one that is new and unknown here stands under "other". */
const GROUPS = {
  archive: /archive/i,
  access: /trusted|secret|visible|customerContact|customerService|membersWithout|unlicensed|token|privilege/i,
  faults: /^faults$/,
  callbacks: /^callback/i,
  bridge: /^bridge/i,
  messages: /welcome|duplicate|media|robot|card|message/i,
  limits: /perMinute|perHour|perDay|perMonth|perMember|perCorp|perPair|limit|concurrency|latency|cap$|quota/i,
  customers: /transfer|tag|edits|group/i,
  reads: /stale|writes|read|sync/i,
}

const groupOf = (name) => Object.keys(GROUPS).find((group) => GROUPS[group].test(name)) ?? 'other'

const word = (value, name) =>
  value === true
    ? lang.on
    : value === false
      ? lang.off
      : typeof value === 'string'
        ? (lang.ownOptions[`${name} ${value}`] ?? lang.options[value] ?? value)
        : JSON.stringify(value)

const chip = (attribute, name, value, on) =>
  `<button type="button" data-focus="${name}-${value}" data-${attribute}="${name}" data-value="${escapeText(`${value}`)}" title="${escapeText(`${value}`)}" aria-pressed="${on}">${escapeText(word(value, name))}</button>`

const form = (one, input) => `<form data-switch="${one.name}">${input}<button class="text">${lang.save}</button></form>`

const controlHtml = (one) => {
  const label = `aria-label="${escapeText(one[code])}"`
  if (one.control === 'flag')
    return `<div class="chips">${[true, false].map((v) => chip('flag', one.name, v, v === one.value)).join('')}</div>`
  if (one.control === 'choice')
    return `<div class="chips">${one.options.map((v) => chip('choice', one.name, v, v === one.value)).join('')}</div>`
  if (one.control === 'number')
    return form(one, `<input name="value" inputmode="numeric" ${label} value="${escapeText(`${one.value}`)}">`)
  return form(
    one,
    `<textarea name="value" rows="1" spellcheck="false" ${label}>${escapeText(JSON.stringify(one.value))}</textarea>`,
  )
}

const rowHtml = (one) => {
  const changed = JSON.stringify(one.value) !== JSON.stringify(one.initial)
  const back = changed
    ? ` <strong>${lang.changed}</strong> <button type="button" class="text" data-focus="reset-${one.name}" data-reset="${one.name}">${lang.reset}</button>`
    : ''
  return `<div class="switch ${one.control}${changed ? ' changed' : ''}" id="switch-${one.name}"><p>${escapeText(one[code])}<small><code>${one.name}</code> ${lang.initial} ${escapeText(word(one.initial, one.name))}${back}</small></p>${controlHtml(one)}</div>`
}

/** The table of the sandbox's rules as controls; `faults` there takes several at once, the form above sets one. */
export const switchesHtml = (table) => {
  if (table.length === 0) return ''
  const groups = Object.entries(lang.switchGroups).map(([group, title]) => {
    const own = table.filter((one) => groupOf(one.name) === group)
    return own.length === 0 ? '' : `<h3>${title}</h3>${own.map(rowHtml).join('')}`
  })
  return `<h2>${lang.switches}</h2><p class="dim">${lang.switchesHint} <button type="button" class="text" data-focus="reset-all" data-reset-all>${lang.resetAll}</button></p>${groups.join('')}`
}
