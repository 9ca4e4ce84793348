import { shallowRef } from 'vue'
import type { Me } from '../../../src/features/members/shapes.ts'
import { api } from '../api/routes.ts'
import { forgetAll, readStored, store } from '../lib/storage.ts'

const LAST = 'zg:userid'

export const me = shallowRef<Me | null>(null)
export const lastUserid = (): string => me.value?.userid ?? readStored<string>(LAST) ?? ''

let asked: Promise<Me> | null = null

export const loadMe = (): Promise<Me> => {
  asked ??= api
    .me()
    .then((found) => {
      // A shared desktop: nobody sees the cards another person opened before.
      if (readStored<string>(LAST) !== found.userid) forgetAll((key) => /^zg:(card\d*|draft|today):/.test(key))
      store(LAST, found.userid)
      me.value = found
      return found
    })
    .catch((error: unknown) => {
      asked = null
      throw error
    })
  return asked
}

export const maySeeManage = (): boolean => me.value?.role === 'manager' || me.value?.role === 'admin'
