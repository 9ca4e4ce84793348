import { shallowRef } from 'vue'
import type { Me } from '../../../src/features/members/shapes.ts'
import { api } from '../api/routes.ts'
import { LANG_SETTING } from '../lang/which.ts'
import { forgetAll, readStored, store } from '../lib/storage.ts'

const LAST = 'zg:userid'

/** Who looks at the page, as far as the page needs to know. */
export type Reader = Pick<Me, 'userid' | 'name' | 'role'>
export const me = shallowRef<Reader | null>(null)
export const lastUserid = (): string => me.value?.userid ?? readStored<string>(LAST) ?? ''

/** Said by the server when asked, or by the card itself, which saves the question. */
export const heardMe = (found: Reader): void => {
  // A shared desktop: nobody sees the cards another person opened before.
  if (readStored<string>(LAST) !== found.userid) forgetAll((key) => /^zg:(card\d*|draft|today):/.test(key))
  store(LAST, found.userid)
  me.value = found
}

/** After signing out nothing of the work stays on the device; which language and tab somebody likes may. */
export const forgetMe = (): void => {
  forgetAll((key) => key.startsWith('zg:') && key !== LANG_SETTING && key !== 'zg:tab')
  me.value = null
  asked = null
}

let asked: Promise<Reader> | null = null

export const loadMe = (): Promise<Reader> => {
  if (me.value !== null) return Promise.resolve(me.value)
  asked ??= api
    .me()
    .then((found) => {
      heardMe(found)
      return found
    })
    .catch((error: unknown) => {
      asked = null
      throw error
    })
  return asked
}

export const maySeeManage = (): boolean => me.value?.role === 'manager' || me.value?.role === 'admin'
