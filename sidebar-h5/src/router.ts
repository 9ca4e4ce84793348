import CardRoute from './features/card/CardRoute.vue'
import EntryPage from './features/entry/EntryPage.vue'
import { createRouter } from './lib/router.ts'

export const pages = createRouter([
  { path: '/', component: EntryPage },
  { path: '/today', component: () => import('./features/today/TodayPage.vue') },
  { path: '/home', component: () => import('./features/home/HomePage.vue') },
  { path: '/groups/:id', component: () => import('./features/groups/GroupRoute.vue') },
  { path: '/team/:id', component: () => import('./features/home/TeamPage.vue') },
  { path: '/customers', component: () => import('./features/customers/CustomersPage.vue') },
  { path: '/customers/:id', component: CardRoute },
  { path: '/scripts', component: () => import('./features/scripts/LibraryPage.vue') },
  { path: '/settings', component: () => import('./features/settings/SettingsPage.vue') },
  { path: '/sessions', component: () => import('./features/sessions/SessionsPage.vue') },
  { path: '/manage', component: () => import('./features/manage/ManagePage.vue') },
  { path: '*', component: () => import('./features/entry/LostPage.vue') },
])
