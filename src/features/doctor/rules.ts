import { callbackLight, eventsLight, loginLight } from './rules-door.ts'
import {
  addressLight,
  calendarLight,
  clockLight,
  configLights,
  databaseLight,
  directoryLight,
  diskLight,
  keysLight,
  queuesLight,
  robotLights,
  smartRobotLight,
  wechatyLight,
} from './rules-here.ts'
import { LIGHT_CODES, type Light, type LightCode, type Probes } from './rules-model.ts'
import {
  appLight,
  contactLight,
  domainLight,
  networkLight,
  ticketsLight,
  tokenLight,
  trustedIpLight,
  visibleLight,
} from './rules-wecom.ts'

/** A code without its rule does not compile. */
const RULES: Record<LightCode, (probes: Probes) => Light | Light[]> = {
  config: configLights,
  address: addressLight,
  database: databaseLight,
  directory: directoryLight,
  disk: diskLight,
  clock: clockLight,
  network: networkLight,
  token: tokenLight,
  'trusted-ip': trustedIpLight,
  app: appLight,
  'visible-range': visibleLight,
  contact: contactLight,
  callback: callbackLight,
  events: eventsLight,
  login: loginLight,
  domain: domainLight,
  'js-sdk': ticketsLight,
  robots: robotLights,
  calendar: calendarLight,
  queues: queuesLight,
  keys: keysLight,
  wechaty: wechatyLight,
  'smart-robot': smartRobotLight,
}

/** Every light from what was found out, in the order in which they are mended. */
export const lights = (probes: Probes): Light[] => LIGHT_CODES.flatMap((code) => RULES[code](probes))
