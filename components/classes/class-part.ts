import type { ComponentType } from 'react'
import { classParts } from '@/components/create-cluster/providers/class-parts.gen'
import type { Locale } from '@/lib/shared/catalogue'

/** Texts of the fields of an offer, by name. */
export type OfferTexts = Readonly<Record<string, string>>

export interface OfferFieldsProps {
  readonly texts: OfferTexts
  /** What is wrong with a setting of the offer. */
  readonly problem: (setting: string) => string | undefined
  readonly onChange: (change: OfferTexts) => void
}

/** What a class may offer of one provider: `class-part.tsx` in the provider's folder. */
export interface ClassPart {
  /** Of the provider. */
  readonly id: string
  /** Its place among the others. */
  readonly place: number
  /** Whether a teacher lends machines to each student. */
  readonly lent: boolean
  readonly words: (locale: Locale) => { readonly title: string; readonly what: string }
  /** A class can be made with these as they are. */
  readonly usual: OfferTexts
  /** Machines of one cluster. */
  machines(texts: OfferTexts): number
  /** As the panel is asked: see ClassOffer of lib/contracts/class-fields. */
  settings(texts: OfferTexts): Record<string, unknown>
  /** The texts of an offer that is there. */
  read(settings: Readonly<Record<string, unknown>>, mostMachines: number): OfferTexts
  readonly Fields: ComponentType<OfferFieldsProps>
}

/** What classes may offer, in the order in which it is shown. */
export const allClassParts: readonly ClassPart[] = [...classParts].sort((one, other) => one.place - other.place)

/** Undefined for a provider of which classes offer nothing in this version. */
export const classPartOf = (provider: string): ClassPart | undefined => allClassParts.find(({ id }) => id === provider)

/** Whether students of a class that offers this get machines lent. */
export const isLent = (provider: string): boolean => classPartOf(provider)?.lent ?? false
