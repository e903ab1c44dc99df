import type { z } from 'zod'
import { accountEndpoints } from './accounts'
import { appEndpoints } from './apps'
import { artifactEndpoints } from './artifacts'
import { attendingEndpoints } from './attending'
import { boardEndpoints } from './boards'
import { cardLinkEndpoints } from './card-links'
import { cardSourceEndpoints } from './card-sources'
import { cardEndpoints } from './cards'
import { classConductEndpoints } from './class-conduct'
import { classRosterEndpoints } from './class-roster'
import { classEndpoints } from './classes'
import { cloudAccountEndpoints } from './cloud-accounts'
import { cloudAlertEndpoints } from './cloud-alerts'
import { cloudCatalogueEndpoints } from './cloud-catalogue'
import { cloudControllerEndpoints } from './cloud-controller'
import { cloudLimitEndpoints } from './cloud-limits'
import { cloudSweepEndpoints } from './cloud-sweeps'
import { clusterEndpoints } from './clusters'
import { costEndpoints } from './costs'
import type { Contract, MediaAnswer } from './endpoint'
import { firstBootEndpoints } from './first-boot'
import { joiningEndpoints } from './joining'
import { liveClusterEndpoints } from './live-clusters'
import { machineEndpoints } from './machines'
import { manifestEndpoints } from './manifests'
import { panelEndpoints } from './panel'
import { practiceEndpoints } from './practice'
import { raceEndpoints } from './races'
import { runEndpoints } from './runs'
import { secondFactorEndpoints } from './second-factor'
import { sshKeyEndpoints } from './ssh-keys'
import { storageEndpoints } from './storage'

/** Every endpoint of the panel. */
export const endpoints = {
  ...panelEndpoints,
  ...accountEndpoints,
  ...secondFactorEndpoints,
  ...sshKeyEndpoints,
  ...machineEndpoints,
  ...boardEndpoints,
  ...firstBootEndpoints,
  ...cardEndpoints,
  ...cardLinkEndpoints,
  ...cardSourceEndpoints,
  ...cloudAccountEndpoints,
  ...cloudCatalogueEndpoints,
  ...cloudSweepEndpoints,
  ...cloudControllerEndpoints,
  ...cloudAlertEndpoints,
  ...cloudLimitEndpoints,
  ...costEndpoints,
  ...clusterEndpoints,
  ...liveClusterEndpoints,
  ...practiceEndpoints,
  ...raceEndpoints,
  ...runEndpoints,
  ...classEndpoints,
  ...classRosterEndpoints,
  ...classConductEndpoints,
  ...joiningEndpoints,
  ...attendingEndpoints,
  ...appEndpoints,
  ...manifestEndpoints,
  ...artifactEndpoints,
  ...storageEndpoints,
} as const satisfies Contract

export type Endpoints = typeof endpoints
export type EndpointName = keyof Endpoints

type PartOf<Name extends EndpointName, Part extends string> = Endpoints[Name] extends {
  readonly [K in Part]: infer Schema
}
  ? Schema
  : undefined

/** A caller may send what nobody may change: it is only written down. */
type Unchanged<Value> = Value extends readonly (infer Item)[]
  ? readonly Unchanged<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Unchanged<Value[Key]> }
    : Value
type Sent<Schema> = Schema extends z.ZodType ? Unchanged<z.input<Schema>> : undefined
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

/** What a caller sends as a part of a request; `undefined` where the endpoint takes none. */
export type SentPart<Name extends EndpointName, Part extends 'params' | 'query' | 'body'> = Sent<PartOf<Name, Part>>

/** What a handler gets of it, parsed. */
export type ParsedPart<Name extends EndpointName, Part extends 'params' | 'query' | 'body'> = Parsed<PartOf<Name, Part>>

/** What a caller gets: data, a text, or nothing. */
export type AnswerOf<Name extends EndpointName> = Endpoints[Name]['answer'] extends z.ZodType
  ? z.output<Endpoints[Name]['answer']>
  : Endpoints[Name]['answer'] extends MediaAnswer
    ? string
    : undefined

/** Endpoints whose body is a file. */
export type UploadName = {
  [Name in EndpointName]: PartOf<Name, 'body'> extends 'bytes' ? Name : never
}[EndpointName]

/** Whether anybody may ask, signed in or not. */
export type IsPublic<Name extends EndpointName> = Endpoints[Name]['action'] extends 'public' ? true : false
