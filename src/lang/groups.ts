import { langFor } from './lang.ts'

export type GroupDigest = {
  name: string | null
  joined: number
  left: number
  /** Of those who joined: nobody's friend yet. */
  strangers: number
  members: number
  link: string
}

/** A name is somebody else's words: signs that would become markdown are taken out. */
const plain = (name: string): string => name.replace(/[[\]()*_`#>\r\n]+/g, ' ').trim()

const ZH = {
  unnamed: '未命名的群',
  title: (name: string) => `### ${name}`,
  moved: ({ joined, left, members }: GroupDigest) =>
    `上个工作日以来进群 ${joined} 人，退群 ${left} 人，现在 ${members} 人`,
  strangers: (count: number) => `新进的有 ${count} 位还没加好友`,
  open: (link: string) => `[看看是谁](${link})`,
}
const EN: typeof ZH = {
  unnamed: 'Unnamed group',
  title: (name) => `### ${name}`,
  moved: ({ joined, left, members }) => `Since the last working day: ${joined} joined, ${left} left, ${members} now`,
  strangers: (count) => `${count} of the new ones are nobody’s friend yet`,
  open: (link) => `[See who](${link})`,
}

/** The morning message about one group; well below the 2,048 bytes an app message may have. */
export const groupDigestText = (lang: string, digest: GroupDigest): string => {
  const words = langFor(lang) === 'en' ? EN : ZH
  const name = plain(digest.name ?? '').slice(0, 60)
  return [
    words.title(name === '' ? words.unnamed : name),
    words.moved(digest),
    ...(digest.strangers > 0 ? [words.strangers(digest.strangers)] : []),
    words.open(digest.link),
  ].join('\n')
}
