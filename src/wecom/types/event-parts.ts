import { z } from 'zod'

/** An element's text, digits and all: "00123" and 64-bit ids stay what they were. */
export const written = z.string()
/** May be missing; an empty element is there and says nothing. */
export const perhaps = written.optional()
/** What an event is about: without it nobody could act on the event. */
export const needed = written.regex(/\S/)

/** An element that holds others. WeCom also sends it empty, and then it is a text. */
export const part = <S extends z.ZodRawShape>(shape: S) => z.union([z.looseObject(shape), written]).optional()

/** An element that repeats. One alone looks like one that cannot. */
export const repeated = <T extends z.ZodType>(one: T) => z.union([one, z.array(one)]).optional()

/** What every callback begins with. */
export const wireEventHead = z.looseObject({
  ToUserName: perhaps,
  FromUserName: perhaps,
  CreateTime: perhaps,
  MsgType: perhaps,
  Event: perhaps,
  ChangeType: perhaps,
  AgentID: perhaps,
  /** A service provider's head, in which `InfoType` stands for `Event`. */
  SuiteId: perhaps,
  AuthCorpId: perhaps,
  InfoType: perhaps,
  TimeStamp: perhaps,
})

export const eventShape = <S extends z.ZodRawShape>(shape: S) => wireEventHead.extend(shape)
