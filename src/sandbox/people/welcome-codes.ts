import { consentKey } from '../archive/state.ts'
import type { Kernel } from '../kernel.ts'
import type { Relation } from '../state.ts'

type Pair = Pick<Relation, 'userid' | 'externalUserid'>

/** Where the switch asks for it, nobody is welcomed who has not agreed to chat archiving. */
export const consentMissing = (kernel: Kernel, { userid, externalUserid }: Pair): boolean => {
  const status = kernel.archive.consents.get(consentKey(userid, externalUserid))?.status ?? 'Disagree'
  return kernel.switches.get('archiveConsentFirst') && status === 'Disagree'
}

/** The number tells what was said before the code and what after it. */
export const newWelcomeCode = (kernel: Kernel, { userid, externalUserid }: Pair): string => {
  const code = kernel.id('', 43)
  const at = kernel.seconds()
  kernel.state.welcomeCodes.set(code, { userid, externalUserid, at, used: false, number: kernel.nextNumber() })
  return code
}

/**
 * No code when the two talk already, when the code of the half-added contact was used, when the contact is a WeCom user
 * of another corp, when the administrator welcomes by himself, or while the consent to archiving is missing: then it
 * comes with that consent.
 */
export const welcomeFor = (
  kernel: Kernel,
  relation: Relation,
  { confirmed, talking }: { confirmed: boolean; talking: boolean },
): { WelcomeCode?: string } => {
  const used = [...kernel.state.welcomeCodes.values()].some(
    (one) => one.used && one.userid === relation.userid && one.externalUserid === relation.externalUserid,
  )
  const outsider = kernel.state.customers.get(relation.externalUserid)?.type === 2
  const without = (confirmed && used) || talking || outsider || kernel.switches.get('adminWelcome')
  return without || consentMissing(kernel, relation) ? {} : { WelcomeCode: newWelcomeCode(kernel, relation) }
}
