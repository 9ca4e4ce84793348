import type { App, Component, FunctionalComponent, Ref } from 'vue'
import { defineComponent, h, shallowReactive, shallowRef } from 'vue'
import NoticePage from '../ui/NoticePage.vue'
import SkeletonPage from '../ui/SkeletonPage.vue'

/** A page, or the promise of one: what the first screen does not need is fetched when somebody goes there. */
export type RouteRow = { path: string; component: Component | (() => Promise<{ default: Component }>) }
export type Route = { path: string; params: Record<string, string>; query: Record<string, string> }

const BASE = '/sidebar'

const route: Route = shallowReactive({ path: '/', params: {}, query: {} })
const shown: Ref<Component> = shallowRef(SkeletonPage)
let rows: readonly RouteRow[] = []
let turn = 0

export const useRoute = (): Readonly<Route> => route

const paramsOf = (pattern: string, path: string): Record<string, string> | null => {
  if (pattern === '*') return {}
  const names = [...pattern.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '')
  const match = new RegExp(`^${pattern.replace(/:\w+/g, '([^/]+)')}/?$`).exec(path)
  if (match === null) return null
  return Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? '')]))
}

const isLazy = (page: RouteRow['component']): page is () => Promise<{ default: Component }> =>
  typeof page === 'function'

const show = async (): Promise<void> => {
  turn += 1
  const mine = turn
  const path = window.location.pathname.slice(BASE.length) || '/'
  const found = rows
    .map((row) => ({ page: row.component, params: paramsOf(row.path, path) }))
    .find((one) => one.params !== null)
  if (found === undefined) return
  const page = await load(found.page)
  // A slower page that was left again must not come back over the one that is shown.
  if (mine !== turn) return
  const query = Object.fromEntries(new URLSearchParams(window.location.search))
  Object.assign(route, { path, params: found.params ?? {}, query })
  shown.value = page
}

const load = async (page: RouteRow['component']): Promise<Component> => {
  if (!isLazy(page)) return page
  try {
    return (await page()).default
  } catch {
    return () => h(NoticePage, { place: 'offline', retry: true, onRetry: () => void show() })
  }
}

const go = (to: string, how: 'pushState' | 'replaceState'): Promise<void> => {
  window.history[how]({}, '', BASE + to)
  return show().then(() => window.scrollTo(0, 0))
}

export const router = {
  push: (to: string): Promise<void> => go(to, 'pushState'),
  replace: (to: string): Promise<void> => go(to, 'replaceState'),
}

const isPlain = (click: MouseEvent): boolean =>
  click.button === 0 && !(click.metaKey || click.ctrlKey || click.shiftKey || click.altKey)

export const RouterLink: FunctionalComponent<{ to: string }> = ({ to }, { slots }) =>
  h(
    'a',
    {
      href: BASE + to,
      onClick: (click: MouseEvent) => {
        if (!isPlain(click)) return
        click.preventDefault()
        void router.push(to)
      },
    },
    slots.default?.(),
  )
RouterLink.props = ['to']

export const RouterView = defineComponent({ setup: () => () => h(shown.value) })

/** Addresses below /sidebar, the first row that fits; `*` fits all. The page is drawn at once where it is at hand. */
export const createRouter = (table: readonly RouteRow[]) => ({
  install: (app: App): void => {
    rows = table
    app.component('RouterLink', RouterLink)
    app.component('RouterView', RouterView)
    window.addEventListener('popstate', () => void show())
    void show()
  },
})

declare module 'vue' {
  interface GlobalComponents {
    RouterLink: typeof RouterLink
    RouterView: typeof RouterView
  }
}
