const NAME = 'sandbox:'

/** What somebody chose on this machine; a browser that keeps nothing shows the default. */
export const pref = (name, fallback) => {
  try {
    return localStorage.getItem(NAME + name) ?? fallback
  } catch {
    return fallback
  }
}

export const keepPref = (name, value) => {
  try {
    localStorage.setItem(NAME + name, value)
  } catch {
    // The choice lasts as long as the page.
  }
}

const dark = matchMedia('(prefers-color-scheme: dark)')

export const theme = () => document.documentElement.dataset.theme ?? 'auto'
export const isDark = () => (theme() === 'auto' ? dark.matches : theme() === 'dark')

const apply = (name) => {
  document.documentElement.dataset.theme = name
  document.documentElement.classList.toggle('dark', isDark())
}

export const setTheme = (name) => {
  apply(name)
  keepPref('theme', name)
}

apply(pref('theme', 'auto'))
dark.addEventListener('change', () => apply(theme()))
