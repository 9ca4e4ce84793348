import { watch } from 'vue'
import { words } from '../lang/lang.ts'
import { toast, toastLine } from './toast.ts'

type Held = { run: () => unknown; back: () => void }

/**
 * Carries a step out when the seconds to take it back are over. Whatever ends the offer earlier, another message or
 * the page going away, carries it out at once: a step is never lost because nobody waited for it.
 */
export const holdBack = (said: string, { run, back }: Held): void => {
  let open = true
  const close = (): boolean => {
    const was = open
    open = false
    stop()
    window.removeEventListener('pagehide', commit)
    document.removeEventListener('visibilitychange', commitIfHidden)
    return was
  }
  const commit = (): void => {
    if (close()) run()
  }
  const commitIfHidden = (): void => {
    if (document.visibilityState === 'hidden') commit()
  }
  toast(said, {
    label: words.common.undo,
    run: () => {
      if (close()) back()
    },
  })
  // The undo runs in the same turn as the line goes; a watcher called at once would be faster than it.
  const stop = watch(toastLine, () => setTimeout(commit))
  window.addEventListener('pagehide', commit)
  document.addEventListener('visibilitychange', commitIfHidden)
}
