import { z } from 'zod'
import { wireNumber, wireText } from './common.ts'

const jump = { type: wireNumber, url: wireText, appid: wireText, pagepath: wireText }
const option = z.looseObject({ id: wireText, text: wireText, is_checked: z.boolean().nullish() })
const choice = z.looseObject({
  question_key: wireText,
  title: wireText,
  selected_id: wireText,
  disable: z.boolean().nullish(),
  option_list: z.array(option).nullish(),
})

const above = {
  card_type: wireText,
  task_id: wireText,
  source: z.looseObject({ icon_url: wireText, desc: wireText, desc_color: wireNumber }).nullish(),
  action_menu: z
    .looseObject({
      desc: wireText,
      action_list: z.array(z.looseObject({ text: wireText, key: wireText })).nullish(),
    })
    .nullish(),
  main_title: z.looseObject({ title: wireText, desc: wireText }).nullish(),
  quote_area: z.looseObject({ ...jump, title: wireText, quote_text: wireText }).nullish(),
  emphasis_content: z.looseObject({ title: wireText, desc: wireText }).nullish(),
  sub_title_text: wireText,
}

const below = {
  horizontal_content_list: z
    .array(
      z.looseObject({
        type: wireNumber,
        keyname: wireText,
        value: wireText,
        url: wireText,
        media_id: wireText,
        userid: wireText,
      }),
    )
    .nullish(),
  vertical_content_list: z.array(z.looseObject({ title: wireText, desc: wireText })).nullish(),
  jump_list: z.array(z.looseObject({ ...jump, title: wireText, question: wireText })).nullish(),
  card_action: z.looseObject(jump).nullish(),
  card_image: z.looseObject({ url: wireText, aspect_ratio: wireNumber }).nullish(),
  image_text_area: z.looseObject({ ...jump, title: wireText, desc: wireText, image_url: wireText }).nullish(),
}

/** Buttons, votes and choices; `replace_text` greys the button of a card that is updated. */
const answers = {
  button_selection: choice.nullish(),
  button_list: z
    .array(z.looseObject({ type: wireNumber, text: wireText, style: wireNumber, key: wireText, url: wireText }))
    .nullish(),
  checkbox: z
    .looseObject({
      question_key: wireText,
      mode: wireNumber,
      disable: z.boolean().nullish(),
      option_list: z.array(option).nullish(),
    })
    .nullish(),
  select_list: z.array(choice).nullish(),
  submit_button: z.looseObject({ text: wireText, key: wireText }).nullish(),
  replace_text: wireText,
}

/** All five kinds: which parts are there follows from `card_type`. A robot's card may carry `feedback`. */
export const wireTemplateCard = z.looseObject({
  ...above,
  ...below,
  ...answers,
  feedback: z.looseObject({ id: z.string() }).nullish(),
})
