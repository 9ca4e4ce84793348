import { langFor } from './lang.ts'

export type HandedOver = { lead: string; from: string; customer: string; link: string }

/** Names are other people's words: signs that would become markdown are taken out. */
const plain = (name: string): string => name.replace(/[[\]()*_`#>\r\n]+/g, ' ').trim()

/** What the new owner of a follow-up reads. */
export const handedOverText = (lang: string, { lead, from, customer, link }: HandedOver): string => {
  const name = `[${plain(customer)}](${link})`
  return langFor(lang) === 'en'
    ? `### A follow-up for you\n${plain(lead)} handed ${name} over to you, from ${plain(from)}.`
    : `### 有一位客户转给你跟进\n${plain(lead)}把 ${name} 的跟进从${plain(from)}那里转给了你。`
}
