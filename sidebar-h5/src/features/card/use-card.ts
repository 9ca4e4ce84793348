import type { InjectionKey, Ref } from 'vue'
import { inject, onUnmounted, ref, shallowRef } from 'vue'
import type { Card } from '../../../../src/features/customers/shapes.ts'
import type { ScriptView } from '../../../../src/features/scripts/shapes.ts'
import type { FailureKind } from '../../api/client.ts'
import { isAway } from '../../api/client.ts'
import { api } from '../../api/routes.ts'
import { explain, failureKind } from '../../lib/explain.ts'
import { forget, readStored } from '../../lib/storage.ts'
import { holdBack } from '../../ui/hold-back.ts'
import { toastHurt } from '../../ui/toast.ts'
import { heardMe, lastUserid } from '../me.ts'
import type { Around } from './follow-up-acts.ts'
import type { StoredCard } from './stored-cards.ts'
import { cardKey, keepCard } from './stored-cards.ts'

export type CardDesk = {
  id: string
  card: Ref<Card | null>
  /** The first scripts, come with the card; null before. */
  scripts: Ref<ScriptView[] | null>
  state: Ref<'loading' | 'updating' | 'fresh' | 'stale' | 'failed'>
  storedAt: Ref<number>
  failure: Ref<FailureKind | null>
  load: () => Promise<void>
  change: (guess: (card: Card) => Card, ask: () => Promise<Card>) => Promise<boolean>
  /** Shown at once, asked for when the seconds to take it back are over: for steps that have no exact way back. */
  hold: (said: string, guess: (card: Card) => Card, ask: () => Promise<Card>) => void
  history: Ref<number>
  /** Reads card and history anew after something was done elsewhere. */
  look: () => Promise<void>
  /** For steps of the next-step sheet: shown as gone before the server says so. */
  around: () => Around
}

const KEY: InjectionKey<CardDesk> = Symbol('card')
export const CARD_DESK = KEY

export const useDesk = (): CardDesk => {
  const desk = inject(KEY)
  if (desk === undefined) throw new Error('a part of the card stands outside of it')
  return desk
}

/** A colleague's step is told as `colleagueStep`; its buttons would only be refused. */
const withOwnStep = (card: Card): Card =>
  card.nextStep === null || card.nextStep.userid === lastUserid() ? card : { ...card, nextStep: null }

/** Somebody added a moment ago is known when WeCom's callback is in: asked for again by itself after these pauses. */
const NOT_YET_MS = [2_000, 4_000, 8_000]

export const useCard = (id: string): CardDesk => {
  const key = (): string => cardKey(lastUserid(), id)
  const stored = readStored<StoredCard>(key())
  const card = shallowRef<Card | null>(stored?.card ?? null)
  const state: CardDesk['state'] = ref(stored === null ? 'loading' : 'updating')
  const storedAt = ref(stored?.at ?? 0)
  const failure = ref<FailureKind | null>(null)
  const history = ref(0)
  const scripts = shallowRef<ScriptView[] | null>(stored?.scripts ?? null)
  let turn = 0
  let again: ReturnType<typeof setTimeout> | undefined
  let left = false
  onUnmounted(() => {
    left = true
    clearTimeout(again)
  })
  /** What the server said last; what was guessed since may be refused. */
  let truth = card.value
  let line: Promise<unknown> = Promise.resolve()

  const accept = (read: Card): void => {
    const next = withOwnStep(read)
    truth = next
    card.value = next
    state.value = 'fresh'
    failure.value = null
    storedAt.value = Date.now()
    keepCard(key(), { at: storedAt.value, card: next, scripts: scripts.value ?? [] })
  }

  const load = (): Promise<void> => {
    // A fresh card that is looked at again stays as it is: a line of its own would make the page jump.
    if (state.value !== 'fresh') state.value = card.value === null ? 'loading' : 'updating'
    return readCard(0)
  }

  /** `times`: how often nobody was found so far. */
  const readCard = async (times: number): Promise<void> => {
    clearTimeout(again)
    turn += 1
    const mine = turn
    // Read while a step is still on its way, the card would come without it.
    await line
    try {
      const { me: reader, scripts: first, ...found } = await api.card(id)
      heardMe(reader)
      scripts.value = first
      if (mine === turn) accept(found)
    } catch (error) {
      if (mine !== turn) return
      failure.value = failureKind(error)
      // What a person may no longer see is not kept on the phone either.
      if (!isAway(error)) {
        forget(key())
        truth = null
        card.value = null
      }
      state.value = card.value === null ? 'failed' : 'stale'
      if (failure.value === 'missing' && !left && times < NOT_YET_MS.length)
        again = setTimeout(() => void readCard(times + 1), NOT_YET_MS[times])
    }
  }

  const change: CardDesk['change'] = async (guess, ask) => {
    if (card.value === null) return false
    // An answer asked for before this step would take the step back on the screen.
    turn += 1
    const mine = turn
    card.value = guess(card.value)
    // One after the other: the newest answer then knows everything that was done before it.
    const asked = line.then(ask)
    line = asked.catch(() => undefined)
    try {
      const answer = await asked
      if (mine === turn) accept(answer)
      history.value += 1
      return true
    } catch (error) {
      toastHurt(explain(error))
      // A copy from before this step would lack what was done meanwhile, here or on another device.
      if (mine === turn) {
        card.value = truth
        void load()
      }
      return false
    }
  }

  const hold: CardDesk['hold'] = (said, guess, ask) => {
    if (card.value === null) return
    turn += 1
    card.value = guess(card.value)
    holdBack(said, {
      run: () => change((now) => now, ask),
      back: () => {
        card.value = truth
        void load()
      },
    })
  }

  const look = async (): Promise<void> => {
    await load()
    history.value += 1
  }
  const around = (): Around => {
    const before = card.value?.nextStep ?? null
    const put = (nextStep: Card['nextStep']): void => {
      if (card.value !== null) card.value = { ...card.value, nextStep }
    }
    return { hide: () => put(null), show: () => put(before), settled: () => void look() }
  }

  return { id, card, scripts, state, storedAt, failure, load, change, hold, history, look, around }
}
