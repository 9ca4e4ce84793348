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
  },
})
