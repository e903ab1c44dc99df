/** A share of something, 0 to 1, as a bar with its words on both sides: `cpu ▬▬ 22 %`. */
export function Meter({
  label,
  share,
  value,
}: {
  readonly label: string
  /** Undefined when it is not known. */
  readonly share: number | undefined
  readonly value: string
}) {
  const percent = share === undefined ? 0 : Math.round(Math.min(1, Math.max(0, share)) * 100)
  return (
    <div className="grid grid-cols-[2.25rem_1fr_auto] items-center gap-2 font-mono text-2xs text-soft tabular-nums">
      <span>{label}</span>
      <Bar percent={percent} label={`${label}: ${value}`} />
      <span className="min-w-9 text-right">{value}</span>
    </div>
  )
}

/** The bar alone. Drawn as SVG, so that it needs no style attribute. */
export function Bar({
  percent,
  label,
  tone = 'soft',
}: {
  readonly percent: number
  readonly label: string
  readonly tone?: 'soft' | 'honey'
}) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="h-1.5 min-w-10 overflow-hidden rounded-full border border-line bg-sunken"
    >
      <svg aria-hidden="true" className="block size-full" preserveAspectRatio="none" viewBox="0 0 100 1">
        <rect width={percent} height="1" className={tone === 'honey' ? 'fill-honey-fill' : 'fill-soft'} />
      </svg>
    </div>
  )
}
