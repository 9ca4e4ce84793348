// Comes beside the page's own code and is there long before it: on a phone's slow line the card is asked for, and
// mostly here, by the time the page can draw it. Whatever this file names is in it; a second file would be waited for.
import { askCardAhead } from './api/card-ahead.ts'
import { begin, isSupported, takeBrought } from './wecom/kit.ts'

const askForCard = (): void => {
  const isBrought = takeBrought()
  const [, page, id] = /^\/sidebar(?:\/|\/(customers)\/([^/]+)\/?)$/.exec(window.location.pathname) ?? []
  if (page === 'customers' && id !== undefined) askCardAhead(decodeURIComponent(id))
  // Without a signature at hand the page itself asks for one.
  if (!isSupported() || !isBrought) return
  begin()
    .then(({ partner }) => window.location.pathname === '/sidebar/' && partner !== null && askCardAhead(partner))
    .catch(() => undefined)
}

// The page needs this file: a mistake in an address must not keep it from being drawn.
try {
  askForCard()
} catch {
  // The page asks, and says what is wrong.
}
