import type { PlaceOrder } from './shop.ts'

const LONGEST_SYNC_MS = 600_000

const cookiesOf = (response: Response): string[] =>
  response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')

const post = async (url: string, headers: Record<string, string>, body: unknown): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  })

/** Signs in as a browser inside WeCom does; rejects when the product does not let the member in. */
const signIn = async (appUrl: string, userid: string): Promise<string> => {
  const login = await fetch(`${appUrl}/auth/login?return_to=/sidebar/today`, { redirect: 'manual' })
  const authorize = new URL((login.headers.get('location') ?? '').replace(/#.*$/, ''))
  authorize.searchParams.set('sandbox_userid', userid)
  const allowed = await fetch(authorize, { redirect: 'manual' })
  const back = await fetch(allowed.headers.get('location') ?? '', {
    redirect: 'manual',
    headers: { cookie: cookiesOf(login).join('; ') },
  })
  const session = cookiesOf(back).join('; ')
  if (session === '') throw new Error(`${userid} could not sign in: HTTP ${back.status}`)
  return session
}

type Jobs = { items?: { name: string; last: { status: string } | null }[] }

/** People who come while a product still reads its old friends would be its last, and the first to be given up. */
const synced = async (appUrl: string, cookie: string): Promise<void> => {
  const until = performance.now() + LONGEST_SYNC_MS
  for (;;) {
    const answer = await fetch(`${appUrl}/api/jobs`, { headers: { cookie } })
    const { items = [] } = (await answer.json()) as Jobs
    const status = items.find((one) => one.name === 'sync')?.last?.status
    if (status === 'failed') throw new Error('the first sync failed, see the log of the instance')
    if (status === 'done') return
    if (performance.now() > until)
      throw new Error(`the first sync did not end within ${LONGEST_SYNC_MS / 60_000} minutes`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** What an admin does on the first day: a first sync, and a key for the shop. Resolves with the key after the sync. */
export const setUpProduct = async (appUrl: string, admin: string): Promise<string> => {
  const cookie = await signIn(appUrl, admin)
  const sync = await post(`${appUrl}/api/jobs/sync/run`, { cookie }, {})
  if (!sync.ok) throw new Error(`the first sync was refused: HTTP ${sync.status}`)
  const made = await post(`${appUrl}/api/api-keys`, { cookie }, { name: 'sandbox shop', scopes: ['orders:write'] })
  const { key } = (await made.json()) as { key?: string }
  if (key === undefined) throw new Error(`no key for the shop was made: HTTP ${made.status}`)
  await synced(appUrl, cookie)
  return key
}

type Outcome = { outcome: string; why?: string }

/** Orders by `POST /api/open/orders`. They carry the product's time, because a purchase in the future is refused. */
export const shopByHttp =
  (appUrl: string, key: string, productNow: () => Date): PlaceOrder =>
  async ({ at: _at, ...order }) => {
    const orders = [{ ...order, paidAt: productNow().toISOString() }]
    try {
      const answer = await post(`${appUrl}/api/open/orders`, { authorization: `Bearer ${key}` }, { orders })
      if (!answer.ok) return { ok: false, why: `HTTP ${answer.status}` }
      const { results } = (await answer.json()) as { results: Outcome[] }
      const [result] = results
      if (result === undefined || result.outcome === 'rejected') return { ok: false, why: result?.why ?? 'rejected' }
      return { ok: true }
    } catch {
      return { ok: false, why: 'no answer' }
    }
  }
