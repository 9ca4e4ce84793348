import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

/** WeCom's kit is wanted as soon as the page runs: known from the page's head it comes together with the page's own code. */
const withKit: Plugin = {
  name: 'with-kit',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) =>
      Object.values(bundle ?? {})
        .filter((one) => one.type === 'chunk' && one.facadeModuleId?.endsWith('/wecom/sdk.ts'))
        .map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/sidebar/${fileName}` },
          injectTo: 'head' as const,
        })),
  },
}

type Graph = { getModuleInfo: (id: string) => { isEntry: boolean; importers: readonly string[] } | null }

/** Whether the page's entry needs this module at once, and not only behind an `import()`. */
const isFirst = (id: string, graph: Graph, seen = new Set<string>()): boolean => {
  if (seen.has(id)) return false
  seen.add(id)
  const info = graph.getModuleInfo(id)
  return info !== null && (info.isEntry || info.importers.some((one) => isFirst(one, graph, seen)))
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/sidebar/',
  plugins: [vue(), withKit],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  build: {
    target: 'es2018',
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    // A data: image would need a hole in the page's content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // On a phone's slow line one file comes sooner than six: a browser asks for six at once, and the kit was the seventh.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ debugName: 'first', name: (id, graph) => (isFirst(id, graph) ? 'first' : null) }] },
      },
    },
  },
})
