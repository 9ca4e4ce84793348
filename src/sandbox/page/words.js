import { ICONS } from './icons.js'
import { code, lang } from './lang.js'

/** Puts the words of the chosen language and the icons where the page names them. */
export const fillWords = () => {
  for (const part of document.querySelectorAll('[data-t]')) part.textContent = lang[part.dataset.t]
  for (const part of document.querySelectorAll('[data-label]')) {
    part.setAttribute('aria-label', lang[part.dataset.label])
    if (part.matches('button')) part.title = lang[part.dataset.label]
  }
  for (const part of document.querySelectorAll('[data-icon]')) part.innerHTML = ICONS[part.dataset.icon]
  // Scrolled by keyboard as well: neither holds a button in every state.
  for (const id of ['talk', 'panel', 'details']) document.getElementById(id).tabIndex = 0
  document.documentElement.lang = code === 'en' ? 'en' : 'zh-CN'
  document.title = lang.title
  document.getElementById('search').placeholder = lang.search
}
