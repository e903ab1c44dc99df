/** A part of one's own cluster on the desk. */
export interface DeskItem {
  readonly name: string
  readonly count: number
  /** US dollars, once, for one. */
  readonly price: number
  /** Of one, as it runs; 0 for what takes none. */
  readonly watts: number
}

/** What the desk costs, and what it is compared with: a setting of the person. */
export interface DeskBudget {
  readonly items: readonly DeskItem[]
  /** US dollars. */
  readonly kWhPrice: number
  /** US dollars a month: the same cluster in the cloud, machines and load balancers. */
  readonly cloudMonthly: number
}

/** Days of an average month, from 365.25 a year. */
const MONTH_HOURS = (365.25 / 12) * 24

export interface BreakEven {
  /** US dollars, once. */
  readonly hardware: number
  readonly watts: number
  /** US dollars a month for electricity, day and night. */
  readonly powerMonthly: number
  /** US dollars a month that the desk saves against the cloud. */
  readonly savedMonthly: number
  /** After so many months of running day and night the desk has cost less. Undefined: it never does. */
  readonly months: number | undefined
}

/** When one's own boards are cheaper than the same cluster in the cloud, both running day and night. Pure. */
export function breakEven({ items, kWhPrice, cloudMonthly }: DeskBudget): BreakEven {
  const hardware = items.reduce((sum, { count, price }) => sum + count * price, 0)
  const watts = items.reduce((sum, item) => sum + item.count * item.watts, 0)
  const powerMonthly = (watts / 1_000) * MONTH_HOURS * kWhPrice
  const savedMonthly = cloudMonthly - powerMonthly
  return { hardware, watts, powerMonthly, savedMonthly, months: savedMonthly > 0 ? hardware / savedMonthly : undefined }
}

/** US dollars that desk and cloud have cost after some months. */
export const costsAfter = (budget: DeskBudget, months: number): { readonly desk: number; readonly cloud: number } => {
  const { hardware, powerMonthly } = breakEven(budget)
  return { desk: hardware + powerMonthly * months, cloud: budget.cloudMonthly * months }
}
