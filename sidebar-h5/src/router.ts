import { createRouter, createWebHistory } from 'vue-router'
import CardRoute from './features/card/CardRoute.vue'
import EntryPage from './features/entry/EntryPage.vue'
import TodayPage from './features/today/TodayPage.vue'

export const router = createRouter({
  history: createWebHistory('/sidebar/'),
  routes: [
    { path: '/', component: EntryPage },
    { path: '/today', component: TodayPage },
    { path: '/customers', component: () => import('./features/customers/CustomersPage.vue') },
    { path: '/customers/:id', component: CardRoute },
    { path: '/manage', component: () => import('./features/manage/ManagePage.vue') },
    { path: '/:rest(.*)*', component: () => import('./features/entry/LostPage.vue') },
  ],
})
