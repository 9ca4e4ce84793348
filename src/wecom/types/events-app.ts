import { needed, part, perhaps, repeated, eventShape as shape, written } from './event-parts.ts'

/** App events come from a member; without one they are about nobody. */
const from = { FromUserName: needed.refine((who) => who !== 'sys') }
const plain = shape({ ...from, EventKey: perhaps })

const scanned = shape({
  ...from,
  EventKey: perhaps,
  ScanCodeInfo: part({ ScanType: perhaps, ScanResult: perhaps }),
})

const pictures = part({ item: repeated(part({ PicMd5Sum: perhaps }).unwrap()) }).unwrap()
const pictured = shape({
  ...from,
  EventKey: perhaps,
  SendPicsInfo: part({ Count: perhaps, PicList: repeated(pictures) }),
})

const place = { Location_X: perhaps, Location_Y: perhaps, Scale: perhaps, Label: perhaps }
const located = shape({
  ...from,
  EventKey: perhaps,
  SendLocationInfo: part({ ...place, Poiname: perhaps }),
})

const card = { ...from, EventKey: perhaps, TaskId: perhaps, CardType: perhaps, ResponseCode: perhaps }

/** WeCom's documentation once misspelt the two names, and some senders copied it: both spellings arrive. */
const selected = part({
  QuestionKey: perhaps,
  OptionIds: part({ OptionId: repeated(written) }),
  OpitonIds: part({ OpitonId: repeated(written) }),
}).unwrap()

const agent = shape({ EffectTime: perhaps })

export const appEvents = {
  subscribe: plain,
  unsubscribe: plain,
  enter_agent: plain,
  LOCATION: shape({ ...from, Latitude: perhaps, Longitude: perhaps, Precision: perhaps, AppType: perhaps }),
  click: plain,
  view: plain,
  view_miniprogram: plain,
  scancode_push: scanned,
  scancode_waitmsg: scanned,
  pic_sysphoto: pictured,
  pic_photo_or_album: pictured,
  pic_weixin: pictured,
  location_select: located,
  template_card_event: shape({ ...card, SelectedItems: part({ SelectedItem: repeated(selected) }) }),
  template_card_menu_event: shape(card),
  taskcard_click: shape({ ...from, EventKey: perhaps, TaskId: perhaps }),
  batch_job_result: shape({
    BatchJob: part({ JobId: perhaps, JobType: perhaps, ErrCode: perhaps, ErrMsg: perhaps }),
  }),
  upload_media_job_finish: shape({ JobId: perhaps }),
  close_inactive_agent: agent,
  reopen_inactive_agent: agent,
  inactive_alert: agent,
  low_active_alert: agent,
  msgaudit_notify: shape({}),
  /** A signal to pull, from nobody: it has no `FromUserName`. */
  kf_msg_or_event: shape({ OpenKfId: needed, Token: perhaps }),
  kf_account_auth_change: shape({ AuthAddOpenKfId: repeated(written), AuthDelOpenKfId: repeated(written) }),
} as const

/** What a member writes to the app. All kinds share one shape: which parts are there follows from `MsgType`. */
export const wireMemberMessage = shape({
  ...from,
  MsgType: needed,
  MsgId: perhaps,
  Content: perhaps,
  PicUrl: perhaps,
  MediaId: perhaps,
  Format: perhaps,
  ThumbMediaId: perhaps,
  ...place,
  AppType: perhaps,
  Title: perhaps,
  Description: perhaps,
  Url: perhaps,
})
