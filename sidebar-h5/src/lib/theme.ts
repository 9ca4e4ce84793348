/** Android WeCom ignores prefers-color-scheme and says it in the user agent instead; both count. */
export const followTheme = (): void => {
  const query = window.matchMedia('(prefers-color-scheme: dark)')
  const apply = (): void => {
    const dark = query.matches || /ColorScheme\/Dark/i.test(navigator.userAgent)
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  }
  apply()
  query.addEventListener?.('change', apply)
}
