export type CardRow = { label: string; value: string; url?: string } | { label: string; value: string; userid: string }

type Common = {
  title: string
  desc?: string
  /** Longer text under the title, up to about 160 characters. */
  text?: string
  quote?: string
  source?: string
  /** At most 6. */
  rows?: readonly CardRow[]
  /** Up to 3 entries of the "…" menu; needs a task id. */
  menu?: { desc: string; actions: readonly { text: string; key: string }[] }
}

/** Shows something and opens an address. */
export type NoticeCard = Common & {
  kind: 'notice'
  url: string
  taskId?: string
  emphasis?: { title: string; desc?: string }
  links?: readonly { title: string; url: string }[]
}

/** 1–6 buttons that call back. `taskId` is unique per app: up to 128 of [0-9A-Za-z_-@]. */
export type ButtonsCard = Common & {
  kind: 'buttons'
  taskId: string
  url?: string
  /** Style 1 blue, 2 white, 3 red text, 4 grey. */
  buttons: readonly { text: string; key: string; style?: 1 | 2 | 3 | 4 }[]
  choice?: { key: string; title: string; options: readonly { id: string; text: string }[]; selected?: string }
}

/** A card as WeCom documents it, for kinds that have no builder here. */
export type RawCard = { kind: 'raw'; wire: Readonly<Record<string, unknown>> }

export type Card = NoticeCard | ButtonsCard | RawCard

const wireRow = (row: CardRow): Record<string, unknown> => {
  const plain = { keyname: row.label, value: row.value }
  if ('userid' in row) return { ...plain, type: 3, userid: row.userid }
  return row.url === undefined ? plain : { ...plain, type: 1, url: row.url }
}

const wireCommon = (card: NoticeCard | ButtonsCard): Record<string, unknown> => ({
  main_title: { title: card.title, desc: card.desc },
  sub_title_text: card.text,
  quote_area: card.quote === undefined ? undefined : { type: 0, quote_text: card.quote },
  source: card.source === undefined ? undefined : { desc: card.source },
  horizontal_content_list: card.rows?.map(wireRow),
  action_menu: card.menu === undefined ? undefined : { desc: card.menu.desc, action_list: card.menu.actions },
  task_id: card.taskId,
  card_action: card.url === undefined ? undefined : { type: 1, url: card.url },
})

const wireChoice = (choice: NonNullable<ButtonsCard['choice']>): Record<string, unknown> => ({
  question_key: choice.key,
  title: choice.title,
  option_list: choice.options,
  selected_id: choice.selected,
})

/** WeCom's spelling. Absent parts are `undefined` and vanish in JSON. */
export const wireCard = (card: Card): Record<string, unknown> => {
  switch (card.kind) {
    case 'raw':
      return { ...card.wire }
    case 'notice':
      return {
        card_type: 'text_notice',
        ...wireCommon(card),
        emphasis_content: card.emphasis,
        jump_list: card.links?.map((link) => ({ type: 1, ...link })),
      }
    case 'buttons':
      return {
        card_type: 'button_interaction',
        ...wireCommon(card),
        button_selection: card.choice === undefined ? undefined : wireChoice(card.choice),
        button_list: card.buttons,
      }
  }
}
