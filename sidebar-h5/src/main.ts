import { createApp } from 'vue'
import App from './App.vue'
import { loadMe } from './features/me.ts'
import { words } from './lang/lang.ts'
import { followTheme } from './lib/theme.ts'
import { router } from './router.ts'
import { warmUp } from './wecom/bridge.ts'
import './tokens.css'
import './base.css'

followTheme()
document.documentElement.lang = words.lang
warmUp()
loadMe().catch(() => undefined)
createApp(App).use(router).mount('#app')
