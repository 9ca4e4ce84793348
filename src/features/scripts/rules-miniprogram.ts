export const APPID = /^wx[0-9a-f]{16}$/
/** Without the ending the customer's WeChat says that the page does not exist. */
export const PAGE_PATH = /^[^\s?#]+\.html(?:\?\S*)?$/

/** As it is copied from the mini program's own pages, with the ending that a card in a chat wants. */
export const withEnding = (path: string): string => {
  const [page = '', ...query] = path.trim().replace(/^\/+/, '').split('?')
  const whole = page === '' || page.endsWith('.html') ? page : `${page}.html`
  return query.length === 0 ? whole : `${whole}?${query.join('?')}`
}
