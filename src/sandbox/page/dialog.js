import { lang } from './lang.js'
import { escapeText } from './markdown.js'

/** One box each; who cannot be chosen says why. */
export const checklist = (name, options) =>
  options
    .map(
      ({ value, label, hint, chosen, disabled }) =>
        `<label><input type="checkbox" name="${name}" value="${escapeText(value)}"${chosen ? ' checked' : ''}${disabled ? ' disabled' : ''}><span>${escapeText(label)}</span><small>${escapeText(hint ?? '')}</small></label>`,
    )
    .join('') || `<p class="dim">${lang.noneThere}</p>`

const manyField = ({ name, label, many }) =>
  `<div class="group" role="group" aria-label="${label}"><div class="head"><span>${label}</span><button type="button" class="text" data-all="${name}">${lang.all}</button></div><div class="many" data-many="${name}">${checklist(name, many)}</div></div>`

const field = ({ name, label, value, options, many, lines, most }) => {
  if (many) return manyField({ name, label, many })
  if (lines)
    return `<label>${label}<textarea name="${name}" rows="${lines}" maxlength="${most}">${escapeText(value ?? '')}</textarea></label>`
  return options
    ? `<label>${label}<select name="${name}">${options.map((o) => `<option value="${escapeText(o.value)}"${o.value === value ? ' selected' : ''}>${escapeText(o.label)}</option>`).join('')}</select></label>`
    : `<label>${label}<input name="${name}" value="${escapeText(value ?? '')}" autocomplete="off"></label>`
}

const valuesOf = (form, fields) => {
  const data = new FormData(form)
  return Object.fromEntries(fields.map(({ name, many }) => [name, many ? data.getAll(name) : data.get(name)]))
}

/** What still has to be chosen or written, in words; empty when nothing is. */
const missingIn = (form, fields) => {
  const values = valuesOf(form, fields)
  if (fields.some(({ name, many }) => many && values[name].length === 0)) return lang.chooseSome
  return fields.some(({ name, required }) => required && values[name].trim() === '') ? lang.writeSome : ''
}

/** All boxes, or none when all are chosen already. */
const chooseAll = (form, name) => {
  const boxes = [...form.querySelectorAll(`[type=checkbox][name="${name}"]:not(:disabled)`)]
  const chosen = boxes.some((one) => !one.checked)
  for (const one of boxes) one.checked = chosen
}

/** A small form in a dialog; resolves with its fields, or with null when it is left. */
export const ask = (title, fields, hint = '') =>
  new Promise((resolve) => {
    const dialog = document.getElementById('ask')
    const form = document.getElementById('ask-form')
    form.innerHTML = `<h2 id="ask-title">${title}</h2>${hint && `<p class="dim">${hint}</p>`}${fields.map(field).join('')}<p class="missing" role="alert" hidden></p><div class="foot"><button type="button" class="quiet" data-leave>${lang.cancel}</button><button class="go" value="ok">${lang.ok}</button></div>`
    form.querySelector('[data-leave]').onclick = () => dialog.close('')
    dialog.returnValue = ''
    for (const button of form.querySelectorAll('[data-all]')) button.onclick = () => chooseAll(form, button.dataset.all)
    const told = form.querySelector('.missing')
    form.oninput = () => {
      told.hidden = true
    }
    form.onsubmit = (event) => {
      const missing = missingIn(form, fields)
      told.hidden = missing === ''
      told.textContent = missing
      if (missing !== '') event.preventDefault()
    }
    dialog.onclose = () => resolve(dialog.returnValue === 'ok' ? valuesOf(form, fields) : null)
    dialog.showModal()
    form.querySelector('input:not([type=checkbox]), textarea')?.select()
  })

export const toast = (text) => {
  const box = document.getElementById('toast')
  box.textContent = text
  box.hidden = false
  clearTimeout(toast.timer)
  toast.timer = setTimeout(() => {
    box.hidden = true
  }, 3500)
}

let opener = null

export const closeMenu = () => {
  const menu = document.getElementById('menu')
  if (menu.hidden) return
  menu.hidden = true
  opener?.setAttribute('aria-expanded', 'false')
  if (menu.contains(document.activeElement)) opener?.focus()
  opener = null
}

const place = (menu) => {
  const at = opener.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = menu
  const below = at.bottom + 6 + height <= innerHeight
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`
  menu.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - height - 6)}px`
}

addEventListener('resize', () => opener && place(document.getElementById('menu')))

/** A menu under the button that opened it; a second press closes it. */
export const openMenu = (anchor, items) => {
  const menu = document.getElementById('menu')
  const again = opener === anchor
  closeMenu()
  if (again) return
  menu.innerHTML = items
    .map(
      ({ label, hint, data, on }) =>
        `<button type="button" role="menuitem"${Object.entries(data)
          .map(([name, value]) => ` data-${name}="${escapeText(value)}"`)
          .join('')}${on ? ' class="on"' : ''}>${escapeText(label)}<span>${escapeText(hint ?? '')}</span></button>`,
    )
    .join('')
  menu.hidden = false
  opener = anchor
  anchor.setAttribute('aria-expanded', 'true')
  place(menu)
  menu.querySelector('button')?.focus()
}

document.addEventListener('keydown', (event) => {
  const menu = document.getElementById('menu')
  if (menu.hidden) return
  if (event.key === 'Escape') return closeMenu()
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  event.preventDefault()
  const items = [...menu.querySelectorAll('button')]
  const next = items.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1)
  items.at(next % items.length)?.focus()
})

/** Draws only what differs and leaves the keyboard where it was: a button that was just pressed keeps its focus. */
export const paint = (box, html) => {
  if (box.drawn === html) return false
  const key = box.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined
  box.drawn = html
  box.innerHTML = html
  if (key !== undefined) box.querySelector(`[data-focus="${CSS.escape(key)}"]`)?.focus()
  return true
}
