import { createAdmissions } from './api/admissions.ts'
import { countSeeded } from './api/statistics.ts'
import { archivePeople } from './archive/people.ts'
import { createCallbackSender } from './callbacks/sender.ts'
import { stopGrowth } from './growth/state.ts'
import { keepIn, restoreKept } from './keep.ts'
import { createKernel } from './kernel.ts'
import { kfPeople } from './kf/people.ts'
import { createPeople } from './people/people.ts'
import { createPlugin } from './plugin.ts'
import { refusePublicAddress, refuseRealCorp } from './refuse-outside.ts'
import { ordinaryDay, seedDemo } from './seed/demo.ts'
import { seedEmpty } from './seed/empty.ts'
import { smartRobotPeople } from './smart-robot/people.ts'
import type { Sandbox, SandboxOptions } from './types.ts'

export type {
  CallbackMode,
  Fault,
  Sandbox,
  SandboxOptions,
  SandboxOrder,
  SandboxPeople,
  TimelineEntry,
} from './types.ts'

/** A WeCom on this machine: its API, its OAuth, its callbacks, its people and a window to look at them. */
export const createSandbox = (options: SandboxOptions): Sandbox => {
  refuseRealCorp(options.corpId)
  if (options.allowPublic !== true) refusePublicAddress(options.appUrl())
  const kernel = createKernel(options)
  const keeping = options.keptIn === undefined ? null : keepIn(kernel, options.keptIn.file, options.keptIn.onError)
  const sender = createCallbackSender(kernel, keeping?.saved)
  kernel.sender = sender
  const people = createPeople(kernel)
  const admissions = createAdmissions(kernel)
  if (options.seed === 'demo') kernel.ordinaryDay = ordinaryDay
  if (options.keptIn === undefined || !restoreKept(kernel, options.keptIn.file)) {
    if (options.seed === 'demo') seedDemo(kernel)
    else seedEmpty(kernel)
    countSeeded(kernel)
  }
  const { plugin, close } = createPlugin(kernel, people)
  return {
    plugin,
    people,
    kf: kfPeople(kernel),
    archive: archivePeople(kernel),
    smartRobots: smartRobotPeople(kernel),
    state: kernel.state,
    switches: kernel.switches,
    faults: { set: kernel.faults.set, clear: kernel.faults.clear, list: kernel.faults.list },
    callbacks: { mode: sender.mode, flush: sender.flush, idle: sender.idle, verifyUrl: sender.verifyUrl },
    tokens: { expireNow: admissions.expireNow, invalidate: admissions.invalidate },
    limit: (api, perMinute) => {
      kernel.switches.set({ callsPerMinute: { ...kernel.switches.get('callsPerMinute'), [api]: perMinute } })
    },
    timeline: () => [...kernel.timeline],
    close: async () => {
      sender.stop()
      keeping?.stop()
      stopGrowth(kernel.state.growth)
      await close()
    },
  }
}
