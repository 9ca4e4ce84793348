import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

/** A script of its own in the page's head, before the page's: it runs while that one is still on its way. */
const withAhead: Plugin = {
  name: 'with-ahead',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) =>
      Object.values(bundle ?? {})
        .filter((one) => one.type === 'chunk' && one.name === 'ahead')
        .map(({ fileName }) => ({
          tag: 'script',
          attrs: { type: 'module', crossorigin: true, src: `/sidebar/${fileName}` },
          injectTo: 'head-prepend' as const,
        })),
  },
}

type Graph = { getModuleInfo: (id: string) => { isEntry: boolean; importers: readonly string[] } | null }
type Info = { id: string; isEntry: boolean }

/** Whether a file that `isRoot` needs this module at once, and not only behind an `import()`. */
const isNeededBy = (isRoot: (info: Info) => boolean, id: string, graph: Graph, seen = new Set<string>()): boolean => {
  if (seen.has(id)) return false
  seen.add(id)
  const info = graph.getModuleInfo(id)
  if (info === null) return false
  return isRoot({ id, isEntry: info.isEntry }) || info.importers.some((one) => isNeededBy(isRoot, one, graph, seen))
}

const groupOf = (id: string, graph: Graph): string | null => {
  if (isNeededBy((info) => info.id.endsWith('/src/ahead.ts'), id, graph)) return 'ahead'
  return isNeededBy((info) => info.isEntry, id, graph) ? 'first' : null
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/sidebar/',
  plugins: [vue(), withAhead],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  build: {
    target: 'es2018',
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    // A data: image would need a hole in the page's content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // On a phone's slow line few files come sooner than many: a browser asks for six at once.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ debugName: 'first', name: groupOf }] },
      },
    },
  },
})
