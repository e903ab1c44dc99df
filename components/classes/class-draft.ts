import type { ClassDetail, NewClass } from '@/lib/contracts/classes'
import type { CallOf } from '@/lib/shared/call-api'
import { allClassParts, classPartOf, type OfferTexts } from './class-part'
import { fieldsOf, momentOf } from './class-times'

/** A class as its form has it: texts of fields. */
export interface ClassDraft {
  readonly name: string
  readonly date: string
  readonly from: string
  readonly to: string
  readonly seats: string
  readonly provider: string
  /** Of what each student gets. */
  readonly offer: OfferTexts
  readonly mostClusters: string
  /** Empty: until the class ends. */
  readonly clusterHours: string
  readonly endsItself: boolean
  readonly afterwards: NewClass['afterwards']
  readonly afterDays: string
  readonly byRoster: boolean
}

const QUARTER_MS = 15 * 60_000
const LESSON_MS = 45 * 60_000

/** What a teacher can take as it is: the next full quarter of an hour, one lesson, thirty seats, three machines each. */
export function usualClass(now: number): ClassDraft {
  const startsAt = Math.ceil((now + 1) / QUARTER_MS) * QUARTER_MS
  const from = fieldsOf(startsAt)
  const [first] = allClassParts
  return {
    name: '',
    date: from.date,
    from: from.time,
    to: fieldsOf(startsAt + LESSON_MS).time,
    seats: '30',
    provider: first?.id ?? '',
    offer: first?.usual ?? {},
    mostClusters: '1',
    clusterHours: '',
    endsItself: false,
    afterwards: 'keep',
    afterDays: '',
    byRoster: false,
  }
}

/** The form of a class that is there. */
export function draftOf(detail: ClassDetail): ClassDraft {
  const { provider, settings } = detail.offer
  const from = fieldsOf(detail.startsAt)
  return {
    name: detail.name,
    date: from.date,
    from: from.time,
    to: fieldsOf(detail.endsAt).time,
    seats: String(detail.seats),
    provider,
    offer: classPartOf(provider)?.read(settings, detail.mostMachines) ?? {},
    mostClusters: String(detail.mostClusters),
    clusterHours: detail.clusterMinutes === null ? '' : String(detail.clusterMinutes / 60),
    endsItself: detail.endsItself,
    afterwards: detail.afterwards,
    afterDays: detail.afterDays === null ? '' : String(detail.afterDays),
    byRoster: detail.codeMode === 'roster',
  }
}

type SentClass = CallOf<'POST /api/classes'>['body']

/** As the panel is asked for it. A lesson that ends before it begins ends the next day. */
export function classRequest(draft: ClassDraft, timeZone: string): SentClass {
  const startsAt = momentOf(draft.date, draft.from)
  const sameDay = momentOf(draft.date, draft.to)
  const part = classPartOf(draft.provider)
  return {
    name: draft.name,
    timeZone,
    startsAt,
    endsAt: sameDay > startsAt ? sameDay : sameDay + 24 * 60 * 60_000,
    seats: Number(draft.seats),
    offer: { provider: draft.provider, settings: part?.settings(draft.offer) ?? {} },
    mostClusters: Number(draft.mostClusters),
    mostMachines: part?.machines(draft.offer) ?? 0,
    clusterMinutes: draft.clusterHours === '' ? null : Number(draft.clusterHours) * 60,
    endsItself: draft.endsItself,
    afterwards: draft.afterwards,
    afterDays: draft.afterDays.trim() === '' ? null : Number(draft.afterDays),
    codeMode: draft.byRoster ? 'roster' : 'name',
  }
}
