import { createPublicKey } from 'node:crypto'
import type { Kernel } from '../kernel.ts'
import { sealArchived } from './cipher.ts'
import { type Consent, consentKey, type InternalRoom, notifyArchive } from './state.ts'

export type ArchivePeople = {
  /** The administrator uploads a public key (PEM) and gets its version. */
  uploadKey: (publicKeyPem: string) => number
  /** Everything said from now on is kept for this member. */
  permit: (userid: string, edition?: 1 | 2 | 3) => void
  /** Somebody said something; the text is the message as the SDK would hand it out, byte for byte. */
  keeps: (msgid: string, plaintext: string) => Promise<number>
  consents: (userid: string, externalUserid: string, status: Consent['status']) => void
  consentsInRoom: (roomId: string, externalUserid: string, status: Consent['status']) => void
  internalRoom: (room: Omit<InternalRoom, 'createdAt'>) => void
  robot: (robotId: string, name: string, creator: string) => void
  /** A picture or a file in the archive; answers its sdkfileid. */
  storesMedia: (bytes: Buffer) => string
}

const keep = async (kernel: Kernel, msgid: string, plaintext: string): Promise<number> => {
  const { archive } = kernel
  const version = Math.max(0, ...archive.keys.keys())
  const publicKey = archive.keys.get(version)
  if (publicKey === undefined) throw new Error('the archive of the sandbox has no public key yet')
  const sealed = sealArchived(publicKey, plaintext)
  const seq = kernel.nextNumber()
  archive.rows.push({
    seq,
    at: kernel.seconds(),
    msgid,
    publickey_ver: version,
    encrypt_random_key: sealed.key,
    encrypt_chat_msg: sealed.message,
  })
  kernel.version += 1
  await notifyArchive(kernel)
  return seq
}

/** What an administrator sets up for chat archiving, and what is said under it. */
export const archivePeople = (kernel: Kernel): ArchivePeople => ({
  uploadKey: (pem) => {
    const key = createPublicKey(pem)
    if (key.asymmetricKeyType !== 'rsa' || key.asymmetricKeyDetails?.modulusLength !== 2048)
      throw new Error('the archive takes RSA keys of 2048 bits')
    const version = Math.max(0, ...kernel.archive.keys.keys()) + 1
    kernel.archive.keys.set(version, key)
    return version
  },
  permit: (userid, edition = 1) => {
    kernel.archive.permitted.set(userid, edition)
  },
  keeps: (msgid, plaintext) => keep(kernel, msgid, plaintext),
  consents: (userid, externalUserid, status) => {
    kernel.archive.consents.set(consentKey(userid, externalUserid), { status, at: kernel.seconds() })
  },
  consentsInRoom: (roomId, externalUserid, status) => {
    const others = (kernel.archive.roomConsents.get(roomId) ?? []).filter(
      (one) => one.externalUserid !== externalUserid,
    )
    kernel.archive.roomConsents.set(roomId, [...others, { externalUserid, consent: { status, at: kernel.seconds() } }])
  },
  internalRoom: (room) => {
    kernel.archive.rooms.set(room.roomid, { ...room, createdAt: kernel.seconds() })
  },
  robot: (robotId, name, creator) => {
    kernel.archive.robots.set(robotId, { name, creator })
  },
  storesMedia: (bytes) => {
    const id = kernel.id('', 96)
    kernel.archive.media.set(id, { bytes, at: kernel.seconds() })
    return id
  },
})
