import './ahead.ts'
import { createApp, watch } from 'vue'
import App from './App.vue'
import { me } from './features/me.ts'
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
// Whoever opens a page says who is looking; a question of its own would be one more before the card.
watch(me, (found) => found !== null && void sendLeftOver(), { once: true })
// Without its words an English page is still better in Chinese than not at all.
if (isEnglish) loadWords().then(draw, draw)
else draw()
