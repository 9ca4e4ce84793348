import type { ScriptStep } from './script.ts'
import type { Fault } from './shape.ts'

type Pair = { externalUserid: string; userid: string }
type Meeting = Pair & {
  name: string
  gender: 0 | 1 | 2
  addWay: number
  state: string | null
  channel: string
  persona: string
}

/** What somebody does. Ids are the engine's own, so that the same seed names the same people in every run. */
export type Deed =
  | ({ kind: 'half-added' } & Meeting)
  /** `accepted`: asked before, and the code of the asking serves for both. */
  | ({ kind: 'added'; accepted: boolean } & Meeting)
  | ({ kind: 'returned' } & Meeting)
  | ({ kind: 'customer-said' | 'complained' | 'rep-said'; text: string } & Pair)
  | ({ kind: 'remarked'; remark: string } & Pair)
  | ({ kind: 'tagged'; group: string; tag: string } & Pair)
  | ({ kind: 'intent-tagged' } & Pair)
  | ({ kind: 'ordered'; orderNo: string; amount: number } & Pair)
  | ({ kind: 'customer-deleted' | 'rep-deleted' } & Pair)
  | { kind: 'app-opened'; userid: string }
  | { kind: 'send-confirmed'; userid: string; msgid: string }
  | { kind: 'group-created'; userid: string; group: string; name: string; externalUserids: string[] }
  | { kind: 'group-joined' | 'group-left'; group: string; externalUserid: string }
  | ({ kind: 'switched' } & Pick<Fault, 'switches' | 'reset' | 'tokens' | 'callbacks'>)
  /** A step of the script and whom its numbers mean; `place` is where it stands there. */
  | ({
      kind: 'scripted'
      place: number
      step: ScriptStep
      name: string
      externalUserids: string[]
      /** Whom else of the company the step names: who takes over, who is to publish. */
      userids: string[]
    } & Partial<Pair>)

export type DeedKind = Deed['kind']
/** `at` in China's time, by the second. */
export type Happening = { n: number; at: string } & Deed
