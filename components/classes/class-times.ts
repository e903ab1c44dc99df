/** `2026-11-30` and `09:00` of a moment, as date and time fields have them, in the browser's time zone. */
export function fieldsOf(at: number): { readonly date: string; readonly time: string } {
  const moment = new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString()
  return { date: moment.slice(0, 10), time: moment.slice(11, 16) }
}

/** The moment that date and time fields say, in the browser's time zone; NaN for what is no time. */
export const momentOf = (date: string, time: string): number => new Date(`${date}T${time}`).getTime()

/** As the class's own clock says, e.g. `30 Nov 2026, 09:00`. */
export const classTime = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(at)

/** `30 Nov 2026, 09:00 to 09:45` */
export function classSpan(startsAt: number, endsAt: number, timeZone: string): string {
  const end = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(endsAt)
  return `${classTime(startsAt, timeZone)} – ${end}`
}
