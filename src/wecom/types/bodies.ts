import { z } from 'zod'
import { wireText, wireTexts } from './common.ts'

const media = z.looseObject({ media_id: wireText })
const article = z.looseObject({
  title: wireText,
  description: wireText,
  url: wireText,
  picurl: wireText,
  appid: wireText,
  pagepath: wireText,
})
const page = z.looseObject({
  title: wireText,
  thumb_media_id: wireText,
  author: wireText,
  content_source_url: wireText,
  content: wireText,
  digest: wireText,
})

/** What an app message, an internal group and a group robot have in common: the body stands under its type's name. */
export const messageBodies = {
  text: z.looseObject({ content: wireText, mentioned_list: wireTexts, mentioned_mobile_list: wireTexts }).nullish(),
  markdown: z.looseObject({ content: wireText }).nullish(),
  image: z.looseObject({ media_id: wireText, base64: wireText, md5: wireText }).nullish(),
  voice: media.nullish(),
  file: media.nullish(),
  video: z.looseObject({ media_id: wireText, title: wireText, description: wireText }).nullish(),
  textcard: z.looseObject({ title: wireText, description: wireText, url: wireText, btntxt: wireText }).nullish(),
  news: z.looseObject({ articles: z.array(article).nullish() }).nullish(),
  mpnews: z.looseObject({ articles: z.array(page).nullish() }).nullish(),
}
