import { createApp } from 'vue'
import App from './App.vue'
import { loadMe } from './features/me.ts'
import { sendLeftOver } from './features/scripts/count.ts'
import { isEnglish, loadWords, words } from './lang/lang.ts'
import { followTheme } from './lib/theme.ts'
import { pages } from './router.ts'
import { warmUp } from './wecom/bridge.ts'
import './tokens.css'
import './base.css'

const draw = (): void => {
  document.documentElement.lang = words.lang
  createApp(App).use(pages).mount('#app')
}

followTheme()
warmUp()
loadMe()
  .then(sendLeftOver)
  .catch(() => undefined)
// Without its words an English page is still better in Chinese than not at all.
if (isEnglish) loadWords().then(draw, draw)
else draw()
