import { lang } from './lang.js'
import { escapeText } from './markdown.js'
import { eventHtml } from './views.js'

const chips = (name, options, current) =>
  `<div class="chips">${Object.entries(options)
    .map(
      ([key, label]) =>
        `<button data-switch="${name}" data-value="${key}" class="${key === current ? 'on' : ''}" aria-pressed="${key === current}">${label}</button>`,
    )
    .join('')}</div>`

export const settingsHtml = (state) => {
  const robots = state.robots.map(
    (robot) =>
      `<div class="line"><b>${escapeText(robot.name)}</b><code>${escapeText(robot.url)}</code><button data-copy="${escapeText(robot.url)}">${lang.copy}</button></div>`,
  )
  return `<h2>${lang.robots}</h2>${robots.join('')}<div class="line"><button data-add-robot>${lang.addRobot}</button></div>
    <h2>${lang.mode}</h2>${chips('mode', lang.modes, state.mode)}<h2>${lang.bridgeFails}</h2>${chips('bridge', lang.bridges, state.bridge)}
    <h2>${lang.faults}</h2>${chips('fault', { ...lang.faultKinds, none: lang.clear }, state.faults[0]?.kind ?? 'none')}`
}

export const membersHtml = (state) =>
  state.reps
    .map(
      (rep) =>
        `<div class="line"><b>${escapeText(rep.name)}</b><code>${escapeText(rep.userid)} · ${escapeText(rep.position)}</code><button data-rep="${escapeText(rep.userid)}">${rep.userid === state.rep ? '✓' : lang.switchRep}</button></div>`,
    )
    .join('')

/** Opened entries stay open while new ones come in above them. */
export const eventsInto = (panel, items) => {
  const open = new Set([...panel.querySelectorAll('details[open]')].map((one) => one.dataset.id))
  panel.innerHTML = items.map(eventHtml).join('') || lang.noEvents
  for (const one of panel.querySelectorAll('details')) one.open = open.has(one.dataset.id)
}

/** A small form in a dialog; resolves with its fields, or with null when it is left. */
export const ask = (title, fields) =>
  new Promise((resolve) => {
    const dialog = document.getElementById('ask')
    const form = document.getElementById('ask-form')
    const field = ({ name, label, value, options }) =>
      options
        ? `<label>${label}<select name="${name}">${options.map((o) => `<option value="${escapeText(o.value)}"${o.value === value ? ' selected' : ''}>${escapeText(o.label)}</option>`).join('')}</select></label>`
        : `<label>${label}<input name="${name}" value="${escapeText(value ?? '')}" autocomplete="off"></label>`
    form.innerHTML = `<h2>${title}</h2>${fields.map(field).join('')}<div class="foot"><button type="button" data-leave>${lang.cancel}</button><button class="go" value="ok">${lang.ok}</button></div>`
    form.querySelector('[data-leave]').onclick = () => dialog.close('')
    dialog.returnValue = ''
    dialog.onclose = () => resolve(dialog.returnValue === 'ok' ? Object.fromEntries(new FormData(form)) : null)
    dialog.showModal()
    form.querySelector('input')?.select()
  })

export const toast = (text) => {
  const box = document.getElementById('toast')
  box.textContent = text
  box.hidden = false
  clearTimeout(toast.timer)
  toast.timer = setTimeout(() => {
    box.hidden = true
  }, 3000)
}
